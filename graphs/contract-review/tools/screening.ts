import { readFileSync } from "node:fs";
import { z } from "zod";

const partySchema = z.strictObject({ name: z.string(), list: z.string(), reason: z.string() });
const screeningSchema = z.strictObject({ published: z.iso.date(), parties: z.array(partySchema) });
export type Screening = z.infer<typeof screeningSchema>;

export const screenedSchema = z.strictObject({
  name: z.string(),
  published: z.string().describe("The day of the lists"),
  hits: z.array(partySchema),
});

/** @throws if the file is not there or is not a screening list. */
export function readScreening(file: string): Screening {
  return screeningSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Listed parties of a name, whatever its punctuation, accents, legal form, spaces and order of words. */
export function screenParty(name: string, { published, parties }: Screening): z.infer<typeof screenedSchema> {
  const wanted = keysOf(name);
  return { name, published, hits: parties.filter((party) => keysOf(party.name).some((key) => wanted.includes(key))) };
}

const legalForms = new Set(["ltd", "limited", "gmbh", "bv", "fze", "inc", "llc", "sa", "sarl", "ag", "plc"]);

/** The words as one, and in alphabetical order: two names are the same where either is. */
function keysOf(name: string): readonly string[] {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/[\p{M}.'’]/gu, "")
    .toLowerCase();
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "" && !legalForms.has(word));
  return words.length === 0 ? [] : [words.join(""), words.toSorted().join(" ")];
}
