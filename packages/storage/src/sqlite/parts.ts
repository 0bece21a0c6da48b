import { hash } from "node:crypto";

const textBytes = 1900; // two parts and their keys fill a page
/** Length of a part's id: half of a SHA-256. */
export const hashBytes = 16;
const fan = 16;

/**
 * `text`: bytes of a value, put together as they are. `elements`: elements of a list, with commas between them; one stands between two such parts
 * as well, so that an element is the same part wherever it stands. `node`: the ids of sixteen parts.
 */
export const partKinds = { text: 0, elements: 1, node: 2 } as const;
export type PartKind = (typeof partKinds)[keyof typeof partKinds];

/** A piece of a value, kept once a thread. */
export interface Part {
  readonly id: Uint8Array;
  readonly kind: PartKind;
  readonly data: Uint8Array;
  /** What a node stands for. */
  readonly parts: readonly Part[];
  /** The node that was made last of this part and those behind it. */
  group: Part | undefined;
}

function part(kind: PartKind, data: Uint8Array, parts: readonly Part[] = []): Part {
  // Each kind has a window of the digest to itself, so that equal bytes of two kinds are two parts.
  return { id: hash("sha256", data, "buffer").subarray(8 * kind, 8 * kind + hashBytes), kind, data, parts, group: undefined };
}

/** Bytes cut into parts of one length: a value that changed in place, or grew at its end, shares the others with what was there before. */
export function textParts(bytes: Uint8Array): readonly Part[] {
  return Array.from({ length: Math.ceil(bytes.length / textBytes) }, (_, at) => part(partKinds.text, bytes.subarray(at * textBytes, (at + 1) * textBytes)));
}

/** Elements of a list, in JSON. */
export function elementsPart(json: Uint8Array): Part {
  return part(partKinds.elements, json);
}

/** Puts every sixteen parts under a node, and so on up, so that a list that grew is a few ids more or less. */
export function grouped(parts: readonly Part[]): readonly Part[] {
  const full = parts.length - (parts.length % fan);
  if (full === 0) return parts;
  const nodes = Array.from({ length: full / fan }, (_, at) => nodeOf(parts, at * fan));
  return [...grouped(nodes), ...parts.slice(full)];
}

function nodeOf(all: readonly Part[], from: number): Part {
  const first = all[from];
  const known = first?.group;
  if (known?.parts.every((each, at) => each === all[from + at]) === true) return known;
  const parts = all.slice(from, from + fan);
  const node = part(partKinds.node, idsOf(parts), parts);
  if (first !== undefined) first.group = node;
  return node;
}

/** The ids of parts, one after another. */
export function idsOf(parts: readonly Part[]): Uint8Array {
  const ids = new Uint8Array(parts.length * hashBytes);
  for (const [at, { id }] of parts.entries()) ids.set(id, at * hashBytes);
  return ids;
}

/** Takes ids apart again. */
export function eachId(ids: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: ids.length / hashBytes }, (_, at) => ids.subarray(at * hashBytes, (at + 1) * hashBytes));
}
