import type { Prompt } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { Reading } from "../../document/reading.ts";

/** The nodes that name a prompt's file. */
export function promptUsers({ graph }: Pick<Reading, "graph">, file: string): readonly string[] {
  return [...(graph?.nodes.values() ?? [])]
    .filter(({ kind, config }) => kinds.get(kind)?.files(config).some((use) => use.type === "prompt" && use.file === file) === true)
    .map(({ id }) => id);
}

/** A prompt's file in two parts: the front matter as it stands, and the template that one writes. */
export function promptParts(text: string, prompt: Pick<Prompt, "templateStart"> | undefined): { readonly front: string; readonly template: string } {
  const at = prompt?.templateStart ?? 0;
  return { front: text.slice(0, at), template: text.slice(at) };
}
