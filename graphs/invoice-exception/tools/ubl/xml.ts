import { SaxesParser } from "saxes";
import { DocumentError } from "./document-error.ts";

/** One XML element: its namespace's URI (prefixes are forgotten), attributes without a namespace, child elements, own text, and where it stands. */
export interface XmlElement {
  readonly parent: XmlElement | undefined;
  /** Its number among its parent's children of the same name, from 1. */
  readonly position: number;
  /** The line of its start tag, from 1. */
  readonly line: number;
  readonly namespace: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** What a document may cost; beyond it, it is refused. An invoice may carry attachments, so the text may be long, but neither deep nor wide. */
export const xmlLimits = { characters: 10_000_000, depth: 40, elements: 200_000 } as const;

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  readonly pieces: string[];
  /** How many children of each name there are so far. */
  readonly counts: Map<string, number>;
  text: string;
}

/**
 * Reads well-formed XML 1.0 with namespaces. There is no document type: a DOCTYPE is refused, and with it external entities and
 * entities that grow. Nothing is fetched.
 * @throws DocumentError saying where and why.
 */
export function parseXml(text: string): XmlElement {
  if (text.length > xmlLimits.characters)
    throw new DocumentError(`The document is ${text.length} characters long, and at most ${xmlLimits.characters} are read; send it without its attachments.`);
  const parser = new SaxesParser({ xmlns: true, position: true, forceXMLVersion: true, defaultXMLVersion: "1.0" });
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  let line = 1;

  parser.on("error", (error) => {
    throw new DocumentError(`The document is not well-formed XML: ${readable(error.message)}`);
  });
  parser.on("doctype", () => {
    throw new DocumentError("The document declares a document type (DOCTYPE), which an invoice never needs; send it without one.");
  });
  parser.on("opentagstart", () => {
    line = parser.line;
  });
  parser.on("opentag", (tag) => {
    count += 1;
    if (open.length >= xmlLimits.depth) throw new DocumentError(`The document nests deeper than ${xmlLimits.depth} elements; it is no invoice.`);
    if (count > xmlLimits.elements) throw new DocumentError(`The document has more than ${xmlLimits.elements} elements; split it.`);
    const attributes = Object.values(tag.attributes).filter((attribute) => attribute.uri === "");
    const parent = open.at(-1);
    const key = `${tag.local} ${tag.uri}`;
    const position = (parent?.counts.get(key) ?? 0) + 1;
    parent?.counts.set(key, position);
    open.push({
      parent,
      position,
      line,
      counts: new Map(),
      namespace: tag.uri,
      name: tag.local,
      attributes: new Map(attributes.map((attribute) => [attribute.local, attribute.value])),
      children: [],
      pieces: [],
      text: "",
    });
  });
  const addText = (piece: string): void => {
    open.at(-1)?.pieces.push(piece);
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const element = open.pop();
    if (element === undefined) return;
    element.text = element.pieces.join("");
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });

  parser.write(text).close();
  if (root === undefined) throw new DocumentError("The document is empty; an invoice in UBL 2.1 XML is expected.");
  return root;
}

/** The parser's `3:7: unclosed tag: x` as a sentence's end. */
function readable(message: string): string {
  const [, line, column, rest] = /^(\d+):(\d+): (.*)$/s.exec(message) ?? [];
  const what = (rest ?? message).slice(0, 200).replace(/\.$/, "");
  return line === undefined ? `${what}.` : `line ${line}, column ${column}: ${what}.`;
}
