import { ToolFailure } from "baton";
import { z } from "zod";

export const clauseSchema = z.strictObject({
  number: z.string().max(12).describe("As the contract counts: 4.2"),
  heading: z.string().max(200),
  text: z.string().max(5000),
});
export type Clause = z.infer<typeof clauseSchema>;

export const contractSchema = z.strictObject({
  title: z.string().max(300),
  counterparty: z.string().max(200).describe("The party that is not us"),
  clauses: z.array(clauseSchema).min(1).max(400),
});
export type Contract = z.infer<typeof contractSchema>;

const longestText = 200_000;

/**
 * Reads a contract in Markdown: its title, the parties, and the clauses by number.
 * @throws ToolFailure that says what is missing; a clause that cannot be cited for certain is no clause.
 */
export function readContract(text: string, company: string): Contract {
  if (text.length > longestText) throw new ToolFailure(`The text has more than ${longestText} characters; send the contract without its schedules.`);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const title = lines.flatMap((line) => /^#\s+(.+)$/.exec(line)?.[1] ?? [])[0];
  if (title === undefined) throw new ToolFailure("The text has no title; begin it with a line `# Title`.");
  const clauses = clausesOf(lines);
  if (clauses.length === 0) throw new ToolFailure("The text has no numbered clauses, so it is no contract that can be reviewed; send the draft itself.");
  return { title, counterparty: counterpartyOf(clauses, company), clauses };
}

function clausesOf(lines: readonly string[]): Clause[] {
  const clauses: Clause[] = [];
  const numbers = new Set<string>();
  let heading = "";
  let open = false;
  for (const line of lines) {
    const head = /^##+\s+\d+\.\s+(.+)$/.exec(line)?.[1];
    const [, number, text] = /^(\d+(?:\.\d+)+)\s+(\S.*)$/.exec(line) ?? [];
    const last = clauses.at(-1);
    if (head !== undefined) heading = head;
    if (number !== undefined && text !== undefined) {
      if (numbers.has(number)) throw new ToolFailure(`The contract has two clauses ${number}; number them anew, so that each can be cited.`);
      numbers.add(number);
      clauses.push({ number, heading, text });
      open = true;
    } else if (line === "" || line.startsWith("#")) open = false;
    else if (open && last !== undefined) clauses[clauses.length - 1] = { ...last, text: `${last.text} ${line}` };
  }
  return clauses;
}

function counterpartyOf(clauses: readonly Clause[], company: string): string {
  const [, customer, supplier] =
    clauses.map(({ text }) => /between (.+?) \(the Customer\) and (.+?) \(the Supplier\)/.exec(text)).find((found) => found !== null) ?? [];
  if (customer === undefined || supplier === undefined)
    throw new ToolFailure("No clause says who the Customer and the Supplier are; the parties must be named.");
  if (customer !== company) throw new ToolFailure(`The customer of this contract is ${customer}, not ${company}; it is not ours to review.`);
  return supplier;
}

export const clauseQuerySchema = z.strictObject({
  clauses: z.array(clauseSchema),
  number: z.string().max(12).default("").describe("A clause's number, 4.2, or of a chapter, 4; empty to search by words only"),
  words: z.string().max(200).default("").describe("Words that the clause must contain, each at least as the start of a word; empty for any"),
});

/** Clauses with a number (or of a chapter) that contain all the words. */
export function findClauses({ clauses, number, words }: z.infer<typeof clauseQuerySchema>): readonly Clause[] {
  const wanted = wordsOf(words);
  if (number === "" && wanted.length === 0) throw new ToolFailure("Name a clause's number, or words to search for.");
  return clauses.filter((clause) => {
    const text = wordsOf(`${clause.heading} ${clause.text}`);
    const numbered = number === "" || clause.number === number || clause.number.startsWith(`${number}.`);
    return numbered && wanted.every((word) => text.some((each) => each.startsWith(word)));
  });
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
