import { DatabaseSync, type StatementSync } from "node:sqlite";
import { z } from "zod";
import { type Passage, passageSchema } from "./document.ts";
import { sentencesOf } from "./text.ts";

export const hitSchema = passageSchema.extend({ excerpt: z.string().describe("The sentence of the passage that holds most of the query, word for word") });
export type Hit = z.infer<typeof hitSchema>;

const [open, close] = ["\u0001", "\u0002"];
const mostTerms = 16;
// What a question is asked with, not what it is about.
const stopWords = new Set(
  "a about above after all an and any are as at be been between but by can could did do does for from had has have how if in into is it its many much more most not of on or over please should so than that the their them then there these they this those to under was were what when where which who whom whose why will with would you your".split(
    " ",
  ),
);

const rowSchema = z.object({ rowid: z.number(), marked: z.string() });
const rowidSchema = z.object({ rowid: z.number() });

/** A full-text index over passages (SQLite's FTS5, in memory): words by their stem, best passages first. */
export class SearchIndex {
  readonly #passages: readonly Passage[];
  readonly #ranked: StatementSync;
  readonly #having: StatementSync;

  constructor(passages: readonly Passage[]) {
    this.#passages = passages;
    const database = new DatabaseSync(":memory:");
    database.exec("CREATE VIRTUAL TABLE passage USING fts5(title, heading, text, tokenize = 'porter unicode61 remove_diacritics 2')");
    const insert = database.prepare("INSERT INTO passage (rowid, title, heading, text) VALUES (?, ?, ?, ?)");
    for (const [index, { title, heading, text }] of passages.entries()) insert.run(index, title, heading, text);
    this.#ranked = database.prepare(
      "SELECT rowid, highlight(passage, 2, char(1), char(2)) AS marked FROM passage WHERE passage MATCH ? ORDER BY bm25(passage, 1, 2, 2), rowid",
    );
    this.#having = database.prepare("SELECT rowid FROM passage WHERE passage MATCH ?");
  }

  /** Passages that hold at least half of the query's telling words; those with most of its words first, then by BM25. A query without words finds nothing. */
  search(query: string, limit: number): readonly Hit[] {
    const terms = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}]+/gu))].filter((word) => !stopWords.has(word)).slice(0, mostTerms);
    const holding = terms.map(
      (term) =>
        new Set(
          rowidSchema
            .array()
            .parse(this.#having.all(`"${term}"`))
            .map(({ rowid }) => rowid),
        ),
    );
    // A word that is nearly everywhere tells nothing, unless there is no other.
    const rare = holding.filter((rows) => rows.size <= this.#passages.length / 2);
    const telling = rare.length > 0 ? rare : holding;
    if (telling.length === 0) return [];
    const rows = rowSchema.array().parse(this.#ranked.all(terms.map((term) => `"${term}"`).join(" OR ")));
    const held = (rowid: number, words: typeof holding): number => words.filter((rowids) => rowids.has(rowid)).length;
    return rows
      .filter(({ rowid }) => held(rowid, telling) * 2 >= telling.length)
      .toSorted((one, other) => held(other.rowid, holding) - held(one.rowid, holding))
      .slice(0, limit)
      .flatMap(({ rowid, marked }) => {
        const passage = this.#passages[rowid];
        return passage === undefined ? [] : [{ ...passage, excerpt: bestSentence(marked) }];
      });
  }
}

/** The sentence with most different words marked; the first of several. */
function bestSentence(marked: string): string {
  const wordsIn = (sentence: string): readonly string[] =>
    sentence
      .split(open)
      .slice(1)
      .map((after) => after.split(close, 1).join().toLowerCase());
  const counted = sentencesOf(marked).map((sentence) => ({ sentence, count: new Set(wordsIn(sentence)).size }));
  const most = Math.max(...counted.map(({ count }) => count));
  const best = counted.find(({ count }) => count === most)?.sentence ?? "";
  return best.replaceAll(open, "").replaceAll(close, "");
}
