import { join } from "node:path";
import { defineHost, defineTool } from "baton";
import { z } from "zod";
import { checkClaims, checkedClaimSchema, checkedSentenceSchema, checkSentences, claimSchema, sentenceSchema } from "./tools/citations.ts";
import { documentSchema, passageSchema } from "./tools/document.ts";
import { Library } from "./tools/library.ts";
import { hitSchema } from "./tools/search-index.ts";

const library = new Library(join(import.meta.dirname, "documents"));
const passageOf = (id: string) => library.passage(id);

const list = defineTool({
  name: "list_documents",
  description: "What the collection holds: every document with its publisher, day and topics.",
  args: z.strictObject({}),
  result: z.strictObject({ documents: z.array(documentSchema) }),
  effect: "read",
  execute: () => ({
    documents: library.documents().map(({ id, title, publisher, published, topics }) => ({ id, title, publisher, published, topics: [...topics] })),
  }),
});

const search = defineTool({
  name: "search_documents",
  description: "Full-text search over the passages of the collection, the best first; empty where none holds half of the query's words.",
  args: z.strictObject({ query: z.string().max(300), limit: z.int().min(1).max(10) }),
  result: z.strictObject({ passages: z.array(hitSchema) }),
  effect: "read",
  execute: ({ query, limit }) => ({ passages: [...library.search(query, limit)] }),
});

const read = defineTool({
  name: "read_passage",
  description: "A passage as it stands in its document, with what comes before and after it.",
  args: z.strictObject({ id: z.string().max(200) }),
  result: z.strictObject({ passage: passageSchema, before: z.string(), after: z.string() }),
  effect: "read",
  execute: ({ id }) => library.read(id),
});

const quotes = defineTool({
  name: "check_quotes",
  description: "Holds each claim against the passage it names: is the quote there word for word, and is every figure of the claim in it?",
  args: z.strictObject({ prefix: z.string().max(40).describe("Of the ids that the claims get"), claims: z.array(claimSchema).max(20) }),
  result: z.strictObject({ claims: z.array(checkedClaimSchema) }),
  effect: "read",
  execute: ({ prefix, claims }) => ({ claims: [...checkClaims(prefix, claims, passageOf)] }),
});

const sentences = defineTool({
  name: "check_sentences",
  description: "Holds each sentence of a brief against the claims it names, and these once more against their sources.",
  args: z.strictObject({ sentences: z.array(sentenceSchema).max(40), claims: z.array(checkedClaimSchema) }),
  result: z.strictObject({ sentences: z.array(checkedSentenceSchema) }),
  effect: "read",
  execute: ({ sentences: written, claims }) => ({ sentences: [...checkSentences(written, claims, passageOf)] }),
});

/** What the research graph needs of the world: a collection of documents that it can only read, and a model by OpenAI's protocol. */
export default defineHost({
  tools: [list, search, read, quotes, sentences],
  models: { default: { provider: "openai", model: "gpt-4.1-mini", prices: { input: 0.4, output: 1.6 } } },
});
