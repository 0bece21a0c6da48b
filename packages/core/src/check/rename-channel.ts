import type { Edit, Path } from "../diagnostics/diagnostic.ts";
import { applyEdits } from "../document/edit.ts";
import { frontMatter } from "../document/prompt.ts";
import type { ReadResult } from "../document/read.ts";
import { parseSource } from "../document/source.ts";
import { type NamedIn, namesIn } from "../expression/names-in.ts";
import type { HostManifest } from "../host/manifest.ts";
import type { Kinds } from "../kind/kind.ts";
import { valueAt } from "./model.ts";
import { type ChannelUse, channelUses } from "./uses.ts";

/** What a change of a name takes: edits of the document, and new texts of other files by path. */
export interface Renaming {
  readonly edits: readonly Edit[];
  readonly files: Readonly<Record<string, string>>;
}

/** Gives a channel another name wherever the document names it, and the prompts that take it by that name; nothing where nothing could be read. */
export function renameChannel(read: ReadResult, kinds: Kinds, manifest: HostManifest, from: string, to: string): Renaming {
  if (read.graph === undefined || valueAt(read.document, ["state", from]) === undefined) return { edits: [], files: {} };
  const uses = channelUses(read, kinds, manifest).filter(({ channel }) => channel === from);
  const prompts = renamePrompts(read, kinds, uses, from, to);
  const texts = uses.flatMap((use) => inText(read, use, to));
  const keys = uses.flatMap(({ naming, path }): readonly Edit[] => (naming.type === "key" ? [{ op: "rename", path, to }] : []));
  // A key's own place changes with its name, so what stands below keys comes first.
  return { edits: [...unique([...texts, ...prompts.edits, ...keys]), { op: "rename", path: ["state", from], to }], files: prompts.files };
}

function inText({ document }: ReadResult, { naming, path }: ChannelUse, to: string): readonly Edit[] {
  const text = valueAt(document, path);
  if (typeof text !== "string") return [];
  if (naming.type === "text") return [{ op: "set", path, value: text.endsWith("?") ? `${to}?` : to }];
  // One name after the other, from the last: so the text keeps its lines, however it is folded.
  return naming.type === "expression"
    ? naming.at.toReversed().map((_, index) => ({ op: "set", path, value: replaced(text, naming.at.slice(-1 - index), to) }))
    : [];
}

function replaced(text: string, at: readonly NamedIn[], to: string): string {
  return at.reduceRight((changed, { start, end }) => changed.slice(0, start) + to + changed.slice(end), text);
}

/** Prompts that take the channel by its name take it by the new one; a prompt that cannot be written to, or has that name already, is told what it gets. */
function renamePrompts({ graph, sources, document }: ReadResult, kinds: Kinds, uses: readonly ChannelUse[], from: string, to: string): Renaming {
  const edits: Edit[] = [];
  const files: Record<string, string> = {};
  for (const { naming, path, node } of uses) {
    if (naming.type !== "prompt" || node === undefined || Object.hasOwn(files, naming.file)) continue;
    const prompt = graph?.prompts.get(naming.file);
    const text = sources.get(naming.file)?.text;
    if (prompt === undefined || text === undefined || prompt.inputs.some(({ name }) => name === to)) {
      edits.push({ op: "insert", path: ["nodes", node, "input", from], value: to });
      continue;
    }
    files[naming.file] = renameInput(text, prompt.templateStart, from, to);
    edits.push(...boundElsewhere(naming.file, path));
  }
  return { edits, files };

  /** Other nodes may give the same prompt something else under the old name. */
  function boundElsewhere(file: string, path: Path): readonly Edit[] {
    return [...(graph?.nodes.values() ?? [])].flatMap(({ id, kind, config }): readonly Edit[] => {
      const names =
        kinds
          .get(kind)
          ?.files(config)
          .some((use) => use.type === "prompt" && use.file === file) === true;
      const bound = ["nodes", id, "input", from];
      return names && path[1] !== id && valueAt(document, bound) !== undefined ? [{ op: "rename", path: bound, to }] : [];
    });
  }
}

function renameInput(text: string, templateStart: number, from: string, to: string): string {
  const template = text.slice(templateStart);
  const at = namesIn(template, "template").filter(({ name }) => name === from);
  const body = replaced(template, at, to);
  const front = frontMatter(text);
  if (front === undefined || front.end === undefined) return text.slice(0, templateStart) + body;
  const head = applyEdits(text.slice(front.start, front.end), inputEdits(text.slice(front.start, front.end), from, to));
  return text.slice(0, front.start) + head + text.slice(front.end, templateStart) + body;
}

function inputEdits(front: string, from: string, to: string): readonly Edit[] {
  const inputs = valueAt(parseSource("front", front).data, ["inputs"]);
  return (Array.isArray(inputs) ? inputs : []).flatMap((input, index): readonly Edit[] =>
    input === from || input === `${from}?` ? [{ op: "set", path: ["inputs", index], value: input === from ? to : `${to}?` }] : [],
  );
}

function unique(edits: readonly Edit[]): readonly Edit[] {
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}
