import { applyEdits, frontMatter, isJsonObject, parseSource } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { Reading } from "../../document/reading.ts";

/** The nodes that name a prompt's file. */
export function promptUsers({ graph }: Pick<Reading, "graph">, file: string): readonly string[] {
  return [...(graph?.nodes.values() ?? [])]
    .filter(
      ({ kind, config }) =>
        kinds
          .get(kind)
          ?.files(config)
          .some((use) => use.type === "prompt" && use.file === file) === true,
    )
    .map(({ id }) => id);
}

/** A prompt's file in two parts: the front matter as it stands, and the template that one writes. */
export function promptParts(text: string): { readonly front: string; readonly template: string } {
  const at = frontMatter(text)?.templateStart ?? 0;
  return { front: text.slice(0, at), template: text.slice(at) };
}

/** A prompt's file that takes one more input; one without front matter gets it. */
export function withInput(text: string, input: string): string {
  const found = frontMatter(text);
  if (found === undefined) return `---\ninputs: [${input}]\n---\n${text}`;
  if (found.end === undefined) return text;
  const front = text.slice(found.start, found.end);
  const { data } = parseSource("front matter", front);
  const inputs = data !== undefined && isJsonObject(data) ? data["inputs"] : undefined;
  if (Array.isArray(inputs) && (inputs.includes(input) || inputs.includes(`${input}?`))) return text;
  const edited = applyEdits(front, [
    Array.isArray(inputs) ? { op: "insert", path: ["inputs", inputs.length], value: input } : { op: "set", path: ["inputs"], value: [input] },
  ]);
  return text.slice(0, found.start) + edited + text.slice(found.end);
}
