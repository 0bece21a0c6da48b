import { z } from "zod";
import type { Prompt } from "./graph.ts";
import { add, parseAt, report, type Reading } from "./reading.ts";
import { parseSource, type Source } from "./source.ts";

const frontSchema = z.strictObject({
  id: z.string().min(1).optional(),
  kind: z.enum(["role", "handoff", "review", "safety"]).optional(),
  inputs: z.array(z.string().regex(/^[a-z][a-z0-9_]*\??$/, "an input is a name, or `name?` if it may be absent")).optional(),
});

const opening = /^\ufeff?---[ \t]*\r?\n/;
const closing = /^---[ \t]*(?:\r?\n|$)/m;

/** Where a prompt's front matter stands, between its `---` lines, and where the template begins; no `end` where it is not closed. */
export function frontMatter(text: string): { readonly start: number; readonly end: number | undefined; readonly templateStart: number } | undefined {
  const open = opening.exec(text);
  if (open === null) return undefined;
  const start = open[0].length;
  const close = closing.exec(text.slice(start));
  if (close === null) return { start, end: undefined, templateStart: start };
  return { start, end: start + close.index, templateStart: start + close.index + close[0].length };
}

/** Reads a prompt file: front matter between `---` lines (id, kind, inputs), then the template. */
export function readPrompt(reading: Reading, source: Source): Prompt {
  const { file, text } = source;
  const id = (file.split("/").at(-1) ?? file).replace(/\.[^.]*$/, "");
  const found = frontMatter(text);
  if (found === undefined)
    return { file, id, kind: "role", inputs: [], template: text.replace(/^\ufeff/, ""), templateStart: text.startsWith("\ufeff") ? 1 : 0 };
  const { start, end, templateStart } = found;
  const template = text.slice(templateStart);
  if (end === undefined) {
    add(reading, {
      code: "BT118",
      severity: "error",
      message: `The front matter of \`${file}\` does not end; close it with a line \`---\`.`,
      at: source.range(0, start),
    });
    return { file, id, kind: "role", inputs: [], template, templateStart };
  }
  const front = parseSource(file, text.slice(0, end), "prompt");
  for (const problem of front.problems) add(reading, problem);
  const parsed = parseAt(reading, { source: front, path: [] }, frontSchema, front.data ?? {}, Object.keys(frontSchema.shape));
  const inputs = (parsed?.inputs ?? []).map((written) => ({ name: written.replace("?", ""), optional: written.endsWith("?") }));
  for (const [index, { name }] of inputs.entries()) {
    if (inputs.findIndex((input) => input.name === name) < index) {
      report(reading, { source: front, path: ["inputs", index] }, "BT118", `The input \`${name}\` stands twice; remove one of the two.`);
    }
  }
  return { file, id: parsed?.id ?? id, kind: parsed?.kind ?? "role", inputs, template, templateStart };
}
