import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Document, DocumentError, type Passage, readDocument } from "./document.ts";
import { type Hit, SearchIndex } from "./search-index.ts";

interface Snapshot {
  readonly signature: string;
  readonly documents: readonly Document[];
  readonly passages: ReadonlyMap<string, Passage>;
  readonly index: SearchIndex;
}

/** A folder of Markdown documents, indexed when it is first asked and again whenever a file has changed. */
export class Library {
  readonly folder: string;
  #snapshot: Snapshot | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws DocumentError if a file is not a document. */
  documents(): readonly Document[] {
    return this.#current().documents;
  }

  /** The passages that fit a query, the best first. @throws DocumentError */
  search(query: string, limit: number): readonly Hit[] {
    return this.#current().index.search(query, limit);
  }

  /** A passage by its id; undefined where there is none. @throws DocumentError */
  passage(id: string): Passage | undefined {
    return this.#current().passages.get(id);
  }

  /** A passage with what stands before and after it in its document. @throws DocumentError if there is no such passage. */
  read(id: string): { readonly passage: Passage; readonly before: string; readonly after: string } {
    const passage = this.passage(id);
    const all = this.documents().find((document) => document.id === passage?.document)?.passages ?? [];
    const at = all.findIndex((each) => each.id === id);
    if (passage === undefined) throw new DocumentError(`The collection has no passage \`${id}\`; take the id from what a search gave.`);
    return { passage, before: all[at - 1]?.text ?? "", after: all[at + 1]?.text ?? "" };
  }

  #current(): Snapshot {
    const files = readdirSync(this.folder)
      .filter((file) => file.endsWith(".md"))
      .toSorted();
    const signature = files.map((file) => signatureOf(file, join(this.folder, file))).join("\n");
    if (this.#snapshot?.signature !== signature) {
      const documents = files.map((file) => readDocument(file.slice(0, -".md".length), readFileSync(join(this.folder, file), "utf8")));
      const passages = documents.flatMap((document) => document.passages);
      this.#snapshot = { signature, documents, passages: new Map(passages.map((passage) => [passage.id, passage])), index: new SearchIndex(passages) };
    }
    return this.#snapshot;
  }
}

function signatureOf(file: string, path: string): string {
  const { size, mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
  return [file, ino, size, mtimeNs, ctimeNs].join(" ");
}
