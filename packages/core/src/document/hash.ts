import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";
import { BatonError } from "../diagnostics/error.ts";
import type { Json } from "../json.ts";
import { isList, isObject } from "./render.ts";

/**
 * Digest of a JSON value: `sha256-` and 64 hex digits over its canonical form (RFC 8785), so the order of keys does not count.
 * @throws BatonError (BT108) if the value is not JSON: a number that is not finite, or text with half a character in it.
 */
export function digest(value: Json): string {
  return `sha256-${bytesToHex(sha256(utf8ToBytes(canonicalText(value))))}`;
}

function canonicalText(value: Json): string {
  try {
    const text = canonicalize(value);
    if (text !== undefined) return text;
  } catch (cause) {
    throw new BatonError("BT108", "orchestration", "The value has no canonical form: it holds something that JSON does not have.", { cause });
  }
  throw new BatonError("BT108", "orchestration", "There is no value to take the digest of.");
}

/** What a hash covers: the document as authored and the content of the files it names. */
export interface HashedFiles {
  /** Schema file -> its data. */
  readonly schemas: ReadonlyMap<string, Json>;
  /** Prompt or knowledge file -> its text. */
  readonly texts: ReadonlyMap<string, string>;
  /** Reference to another graph -> that graph's hash. */
  readonly graphs?: ReadonlyMap<string, string>;
}

/** Content hash over a document's meaning. Titles, notes, `version` (which names a meaning) and `$schema` are not meaning; comments, order and style never get here. */
export function hashDocument(document: Json, files: HashedFiles): string {
  return digest({
    document: meaning(document),
    schemas: Object.fromEntries(files.schemas),
    // A checkout with other line ends is the same text.
    texts: Object.fromEntries([...files.texts].map(([file, text]) => [file, text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n")])),
    // Left out where there are none, as before there could be any.
    ...(files.graphs === undefined || files.graphs.size === 0 ? {} : { graphs: Object.fromEntries(files.graphs) }),
  });
}

function meaning(document: Json): Json {
  if (!isObject(document)) return document;
  const { title: _title, version: _version, $schema: _schema, nodes, edges, ...rest } = document;
  return {
    ...rest,
    ...(nodes === undefined ? {} : { nodes: isObject(nodes) ? Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, unnoted(node)])) : nodes }),
    ...(edges === undefined ? {} : { edges: isList(edges) ? edges.map(unnoted) : edges }),
  };
}

function unnoted(value: Json): Json {
  if (!isObject(value)) return value;
  const { title: _title, note: _note, ...rest } = value;
  return rest;
}
