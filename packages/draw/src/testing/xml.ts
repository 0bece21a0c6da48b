import { SaxesParser } from "saxes";

/** An element of a drawing. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

/** Reads XML with a real parser. @throws where it is not well-formed. */
export function parsed(xml: string): Element {
  interface Open extends Element {
    text: string;
    readonly children: Element[];
  }
  const root: Open = { name: "", attributes: {}, text: "", children: [] };
  const open: Open[] = [root];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: Open = { name, attributes, text: "", children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  const [svg] = root.children;
  if (svg === undefined) throw new Error("It is empty.");
  return svg;
}

/** An element and all inside it. */
export function all(element: Element): readonly Element[] {
  return [element, ...element.children.flatMap(all)];
}

/** Values of an attribute over a whole drawing, sorted. */
export function values(element: Element, attribute: string): readonly string[] {
  return all(element)
    .flatMap(({ attributes }) => attributes[attribute] ?? [])
    .sort();
}
