import { z } from "zod";

/** One section of a document: what is found, read and cited. */
export const passageSchema = z.strictObject({
  id: z.string().describe("What a claim names as its source: `document#section`"),
  document: z.string(),
  title: z.string().describe("Of the document"),
  published: z.iso.date(),
  heading: z.string().describe("Of the section; empty for what stands before the first one"),
  text: z.string(),
});
export type Passage = z.infer<typeof passageSchema>;

/** What is known of a document without reading it. */
export const documentSchema = z.strictObject({
  id: z.string(),
  title: z.string().min(1),
  publisher: z.string().min(1),
  published: z.iso.date(),
  topics: z.array(z.string()),
});

/** A document of the collection. */
export interface Document extends z.infer<typeof documentSchema> {
  readonly passages: readonly Passage[];
}

/** A file of the collection is not a document. The message says what to mend. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
}

const frontMatter = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/;

/** Reads a Markdown document: front matter, then sections under `##` headings. @throws DocumentError naming the file. */
export function readDocument(id: string, content: string): Document {
  const [, head, body] = frontMatter.exec(content.replaceAll("\r\n", "\n")) ?? [];
  if (head === undefined || body === undefined) throw new DocumentError(`${id}.md has no front matter; begin it with title, publisher, published and topics.`);
  const written = Object.fromEntries(head.split("\n").map((line) => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()]));
  const parsed = documentSchema.safeParse({ ...written, id, topics: (written["topics"] ?? "").split(",").flatMap((topic) => topic.trim() || []) });
  if (!parsed.success) throw new DocumentError(`The front matter of ${id}.md does not read: ${z.prettifyError(parsed.error)}`);
  const { title, published } = parsed.data;
  const [before = "", ...sections] = body.split(/^## /m);
  const passages = [["", before], ...sections.map((section) => [section.slice(0, section.indexOf("\n")).trim(), section.slice(section.indexOf("\n"))])].flatMap(
    ([heading = "", text = ""]): readonly Passage[] =>
      text.trim() === "" ? [] : [{ id: `${id}#${slug(heading)}`, document: id, title, published, heading, text: text.trim() }],
  );
  const twice = passages.find((passage, index) => passages.findIndex((other) => other.id === passage.id) < index);
  if (twice !== undefined) throw new DocumentError(`${id}.md has two sections \`${twice.heading}\`; name one of them otherwise.`);
  return { ...parsed.data, passages };
}

function slug(heading: string): string {
  return heading === ""
    ? "intro"
    : heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-")
        .replaceAll(/^-|-$/g, "");
}
