import { applyEdits, type Edit, type Layout } from "@baton/core";
import { type Files, layoutFile, rootFile } from "./files.ts";
import { layoutText } from "./layout-text.ts";

/** What one gesture changes, before it is text: edits of the document, places, other files (null removes one). */
export interface Change {
  readonly edits?: readonly Edit[];
  readonly layout?: Layout;
  readonly files?: Readonly<Record<string, string | null>>;
}

/**
 * The folder after a change; what the change does not name stays byte for byte.
 * @throws BatonError BT122 where an edit does not fit the document.
 */
export function applyChange(files: Files, { edits = [], layout, files: other = {} }: Change): Files {
  const root = rootFile(files);
  const removed = new Set(Object.keys(other).filter((path) => other[path] === null));
  const kept = Object.entries(files).filter(([path]) => !removed.has(path));
  const written = Object.entries(other).flatMap(([path, text]) => (text === null ? [] : [[path, text] as const]));
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(written),
    ...(edits.length === 0 ? {} : { [root]: applyEdits(files[root] ?? "", edits) }),
    ...(layout === undefined ? {} : { [layoutFile]: layoutText(layout) }),
  };
}
