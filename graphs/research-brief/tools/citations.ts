import { z } from "zod";
import { type Passage, passageSchema } from "./document.ts";
import { figuresOf, flat, holdsQuote } from "./text.ts";

export const claimSchema = z.strictObject({
  text: z.string().min(1).max(600).describe("What is claimed, in one sentence"),
  source: z.string().max(200).describe("Id of the passage that says it"),
  quote: z.string().max(800).describe("The words of the passage that say it, exactly"),
});
export type Claim = z.infer<typeof claimSchema>;

/** A claim, or a sentence of a brief, held against its sources. */
const judgedShape = {
  id: z.string(),
  text: z.string(),
  quote: z.string().describe("What it rests on, in the sources' words"),
  passage: z.string().describe("The text around the quote, from the sources themselves"),
  stands: z.boolean().describe("True if every quote is in its source and every figure is in a quote"),
  problem: z.string().describe("Why it does not stand; empty where it does"),
};
export const checkedClaimSchema = z.strictObject({ ...judgedShape, source: z.string(), title: passageSchema.shape.title, published: z.string() });
export type CheckedClaim = z.infer<typeof checkedClaimSchema>;

export const sentenceSchema = z.strictObject({
  text: z.string().min(1).max(800),
  claims: z.array(z.string().max(60)).max(12).describe("Ids of the claims that it rests on"),
});
export const checkedSentenceSchema = z.strictObject({ ...judgedShape, claims: z.array(z.string()) });
export type CheckedSentence = z.infer<typeof checkedSentenceSchema>;

/** Finds a passage in the sources as they are now. */
export type PassageById = (id: string) => Passage | undefined;

const shortestQuote = 20;

/** Numbers the claims and holds each against the passage it names. */
export function checkClaims(prefix: string, claims: readonly Claim[], passageOf: PassageById): readonly CheckedClaim[] {
  return claims.map((claim, index) => {
    const passage = passageOf(claim.source);
    const problem = claimProblem(claim, passage);
    return {
      id: `${prefix}-${index + 1}`,
      ...claim,
      title: passage?.title ?? "",
      published: passage?.published ?? "",
      passage: flat(passage?.text ?? ""),
      stands: problem === "",
      problem,
    };
  });
}

function claimProblem({ text, source, quote }: Claim, passage: Passage | undefined): string {
  if (passage === undefined) return `There is no passage \`${source}\`; name the one that says it.`;
  if (flat(quote).length < shortestQuote) return `The quote “${quote}” is too short to carry the claim; quote the whole statement.`;
  if (!holdsQuote(passage.text, quote)) return `The quote “${quote}” is not in \`${source}\`; quote its own words.`;
  return figureProblem(text, quote, [passage]);
}

/** A figure may also come from a source's title, heading or year: those say what its figures are of. */
function figureProblem(text: string, quotes: string, passages: readonly Pick<Passage, "title" | "heading" | "published">[]): string {
  const around = passages.map(({ title, heading, published }) => `${title} ${heading} ${published.slice(0, 4)}`);
  const known = figuresOf([quotes, ...around].join(" "));
  const unknown = figuresOf(text).filter((figure) => !known.includes(figure));
  return unknown.length === 0 ? "" : `The figure ${unknown.join(", ")} is not in what is quoted; give figures as the source gives them.`;
}

/** Numbers the sentences and holds each against the claims it names, and these once more against their sources. */
export function checkSentences(
  sentences: readonly z.infer<typeof sentenceSchema>[],
  claims: readonly (Claim & { readonly id: string })[],
  passageOf: PassageById,
): readonly CheckedSentence[] {
  const known = new Map(claims.map((claim) => [claim.id, claim]));
  return sentences.map(({ text, claims: ids }, index) => {
    const cited = ids.flatMap((id) => known.get(id) ?? []);
    const passages = [...new Set(cited.flatMap(({ source }) => passageOf(source) ?? []))];
    const quote = cited.map((claim) => flat(claim.quote)).join(" / ");
    const problem = sentenceProblem(text, ids, cited, passageOf) || figureProblem(text, quote, passages);
    return {
      id: `s${index + 1}`,
      text,
      claims: ids,
      quote,
      passage: passages.map((passage) => flat(passage.text)).join("\n"),
      stands: problem === "",
      problem,
    };
  });
}

function sentenceProblem(text: string, ids: readonly string[], cited: readonly (Claim & { readonly id: string })[], passageOf: PassageById): string {
  if (ids.length === 0) return `“${text}” rests on no claim; name one, or leave the sentence out.`;
  const unknown = ids.filter((id) => !cited.some((claim) => claim.id === id));
  if (unknown.length > 0) return `There is no claim ${unknown.join(", ")}; use the evidence's.`;
  return cited.map((claim) => claimProblem(claim, passageOf(claim.source))).find((problem) => problem !== "") ?? "";
}
