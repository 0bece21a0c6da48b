import { readFileSync } from "node:fs";
import { z } from "zod";

export const stepSchema = z.strictObject({ section: z.string(), title: z.string(), text: z.string() });
export type RunbookStep = z.infer<typeof stepSchema>;

/** The sections of a runbook in Markdown. @throws if the file is not there. */
export function readRunbook(file: string): readonly RunbookStep[] {
  return readFileSync(file, "utf8")
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [head = "", ...body] = part.split("\n");
      const [section = "", ...title] = head.split(" ");
      return { section, title: title.join(" "), text: body.join(" ").trim() };
    });
}

/** Up to `most` sections that share the most words with the query; a word of the title counts three times. */
export function searchRunbook(query: string, runbook: readonly RunbookStep[], most = 2): readonly RunbookStep[] {
  const wanted = new Set(wordsOf(query));
  const score = ({ title, text }: RunbookStep): number => 3 * count(title, wanted) + count(text, wanted);
  return runbook
    .map((step) => ({ step, points: score(step) }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points)
    .slice(0, most)
    .map(({ step }) => step);
}

function count(text: string, wanted: ReadonlySet<string>): number {
  return new Set(wordsOf(text).filter((word) => wanted.has(word))).size;
}

const filler = new Set("the and for has have with this that its not all you your from but since are was".split(" "));

function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => word.length > 2 && !filler.has(word));
}
