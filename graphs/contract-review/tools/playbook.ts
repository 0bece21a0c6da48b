import { readFileSync } from "node:fs";
import { z } from "zod";
import { type Clause, clauseSchema } from "./contract.ts";
import { measureNames, readMeasure } from "./measures.ts";

export const areas = ["legal", "risk", "finance", "compliance"] as const;

const grades = ["accept", "negotiate", "red_line"] as const;
type Grade = (typeof grades)[number];

/** One line of a playbook's table. */
export interface Position {
  readonly section: string;
  readonly about: string;
  readonly measure: string;
  readonly accept: Condition;
  readonly redLine: Condition;
  readonly missing: Grade;
  readonly position: string;
}
type Condition = (value: number | string) => boolean;

export const comparisonSchema = z.strictObject({
  section: z.string().describe("Of the playbook: L1"),
  about: z.string(),
  clause: z.string().describe("The clause's number; empty where the contract says nothing of it"),
  quote: z.string().describe("The words that count, as the clause has them"),
  found: z.string().describe("What the contract says; `nothing` where it is silent"),
  number: z.number().describe("The same as a number; 0 where it is none"),
  grade: z.enum(grades).describe("`red_line`: we do not sign that"),
  position: z.string().describe("What we want instead"),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const comparisonArgsSchema = z.strictObject({ clauses: z.array(clauseSchema), area: z.enum(areas) });

/** @throws if the file is not there, or a line of its table is none. */
export function readPlaybook(file: string): readonly Position[] {
  const rows = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return rows.map(([section = "", about = "", measure = "", accept = "", redLine = "", missing = "", position = ""]) => {
    if (!measureNames.includes(measure)) throw new Error(`${file}, ${section}: nothing measures \`${measure}\`; one of ${measureNames.join(", ")} is meant.`);
    return { section, about, measure, accept: conditionOf(accept), redLine: conditionOf(redLine), missing: z.enum(grades).parse(missing), position };
  });
}

/** `at least 12`, `at most 3`, `below 6`, `above 84`, words separated by commas, or `-` for never. */
function conditionOf(text: string): Condition {
  if (text === "-") return () => false;
  const [, comparison, digits] = /^(at least|at most|below|above) (\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const limit = Number(digits);
  switch (comparison) {
    case "at least":
      return (value) => typeof value === "number" && value >= limit;
    case "at most":
      return (value) => typeof value === "number" && value <= limit;
    case "below":
      return (value) => typeof value === "number" && value < limit;
    case "above":
      return (value) => typeof value === "number" && value > limit;
    default: {
      const words = text.split(",").map((word) => word.trim().toLowerCase());
      return (value) => typeof value === "string" && words.includes(value.toLowerCase());
    }
  }
}

/** Every position beside what the contract says of it: one line for each clause that does, or one that says that none does. */
export function compareWithPlaybook(clauses: readonly Clause[], playbook: readonly Position[]): readonly Comparison[] {
  return playbook.flatMap(({ section, about, measure, accept, redLine, missing, position }): Comparison[] => {
    const readings = readMeasure(measure, clauses);
    if (readings.length === 0) return [{ section, about, clause: "", quote: "", found: "nothing", number: 0, grade: missing, position }];
    return readings.map(({ clause, quote, value }) => {
      const grade = redLine(value) ? "red_line" : accept(value) ? "accept" : "negotiate";
      return { section, about, clause, quote, found: String(value), number: typeof value === "number" ? value : 0, grade, position };
    });
  });
}
