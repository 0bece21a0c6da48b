import { elementsPart, grouped, type Part, textParts } from "./parts.ts";
import { type Look, lookAt, looksSame } from "./look.ts";

/** A value as the serializer writes it. */
export interface Typed {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A value ready to be stored: whole, or in parts. */
export type Cut = Typed | { readonly type: string; readonly parts: readonly Part[] };

/** An element of a list, serialized. */
interface Element {
  readonly json: Uint8Array;
  readonly look: Look | undefined;
  /** The part that was made last of this element and those behind it. */
  part: { readonly of: readonly Element[]; readonly part: Part } | undefined;
}

const partBytes = 256; // below, a row of its own would cost more than the element
const comma = Buffer.from(",");

/**
 * Serializes values. A list, alone or in a property of an object, is cut at its elements, and an element that was serialized before and has not
 * changed is not serialized again: a list that grows costs what was added.
 */
export class Cutter {
  readonly #dump: (value: unknown) => Promise<Typed>;
  readonly #elements = new WeakMap<object, Element>();
  /** Stands for a list while the object around it is serialized; nobody outside knows it. */
  readonly #mark: string = crypto.randomUUID();
  readonly #open = textParts(Buffer.from("["));
  readonly #close = textParts(Buffer.from("]"));

  constructor(dump: (value: unknown) => Promise<Typed>) {
    this.#dump = dump;
  }

  async cut(value: unknown): Promise<Cut> {
    if (isList(value)) return joined(await this.#list(value));
    if (!isRecord(value)) return this.#dump(value);
    const lists = Object.entries(value).flatMap(([name, list]) => (isList(list) && list.length > 0 ? [{ name, list }] : []));
    if (lists.length === 0) return this.#dump(value);
    const { bytes } = await this.#dump({ ...value, ...Object.fromEntries(lists.map(({ name }) => [name, this.#mark])) });
    const around = Buffer.from(bytes).toString().split(`"${this.#mark}"`);
    if (around.length !== lists.length + 1) return this.#dump(value); // it has a `toJSON` of its own
    const pieces: Piece[] = [];
    for (const [at, text] of around.entries()) {
      pieces.push(Buffer.from(text));
      const inner = lists[at];
      if (inner !== undefined) pieces.push(...(await this.#list(inner.list)));
    }
    return joined(pieces);
  }

  /** A list as pieces: its text where it is short. */
  async #list(list: readonly unknown[]): Promise<readonly Piece[]> {
    const elements: Element[] = [];
    for (const value of list) elements.push(this.#known(value) ?? (await this.#element(value)));
    const size = elements.reduce((sum, { json }) => sum + json.length + 1, 2);
    if (size <= partBytes) return [Buffer.from("["), elementsJson(elements), Buffer.from("]")];
    return [{ parts: this.#open }, { parts: grouped(runs(elements).map(partOf)) }, { parts: this.#close }];
  }

  #known(value: unknown): Element | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    const known = this.#elements.get(value);
    return known?.look !== undefined && looksSame(known.look) ? known : undefined;
  }

  async #element(value: unknown): Promise<Element> {
    if (typeof value !== "object" || value === null) return { json: await this.#json(value), look: undefined, part: undefined };
    const look = lookAt(value); // before: what changes meanwhile is seen the next time
    const element: Element = { json: await this.#json(value), look, part: undefined };
    if (look !== undefined) this.#elements.set(value, element);
    return element;
  }

  /** As the serializer writes it inside a list. */
  async #json(value: unknown): Promise<Uint8Array> {
    if (typeof value === "string" || typeof value === "boolean" || value === null) return Buffer.from(JSON.stringify(value));
    const { bytes } = await this.#dump([value]);
    return bytes.subarray(1, -1);
  }
}

type Piece = Uint8Array | { readonly parts: readonly Part[] };

/** One text where nothing is in parts; else parts all along. */
function joined(pieces: readonly Piece[]): Cut {
  const parts: Part[] = [];
  let texts: Uint8Array[] = [];
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) texts.push(piece);
    else {
      parts.push(...textParts(Buffer.concat(texts)), ...piece.parts);
      texts = [];
    }
  }
  const bytes = Buffer.concat(texts);
  return parts.length === 0 ? { type: "json", bytes } : { type: "json", parts: [...parts, ...textParts(bytes)] };
}

/** Elements one after another until they are worth a part. */
function runs(elements: readonly Element[]): readonly (readonly Element[])[] {
  const all: Element[][] = [];
  let run: Element[] = [];
  let size = 0;
  for (const element of elements) {
    run.push(element);
    size += element.json.length;
    if (size < partBytes) continue;
    all.push(run);
    run = [];
    size = 0;
  }
  if (run.length > 0) all.push(run);
  return all;
}

function partOf(run: readonly Element[]): Part {
  const [first] = run;
  const known = first?.part;
  if (known !== undefined && known.of.length === run.length && known.of.every((element, at) => element === run[at])) return known.part;
  const part = elementsPart(elementsJson(run));
  if (first !== undefined) first.part = { of: run, part };
  return part;
}

function elementsJson([first, ...others]: readonly Element[]): Uint8Array {
  if (first === undefined) return new Uint8Array();
  return others.length === 0 ? first.json : Buffer.concat([first.json, ...others.flatMap(({ json }) => [comma, json])]);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
