import { isJsonObject, type Json, type JsonObject } from "@baton/core";
import { type Files, filesChanged, layoutFile, rootFile } from "../document/files.ts";
import { type Reading, readPlaces } from "../document/reading.ts";
import { lineCounts, diffRows } from "./rows.ts";

export const groups = ["nodes", "wires", "state", "limits", "policies", "document", "files"] as const;

/** One value that is another now; undefined where it was not, or is not any more. */
export interface FieldChange {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** One thing of a graph that changed. */
export interface MeaningChange {
  readonly group: (typeof groups)[number];
  readonly type: "added" | "removed" | "changed";
  readonly name: string;
  readonly fields: readonly FieldChange[];
  /** Of a file: its lines. */
  readonly lines?: { readonly added: number; readonly removed: number };
}

/** A version: its files, and what they say. */
export interface Side {
  readonly files: Files;
  readonly reading: Reading;
}

/** What two versions differ in. */
export interface Comparison {
  readonly changes: readonly MeaningChange[];
  /** Nodes that only stand elsewhere; no change of meaning. */
  readonly moved: readonly string[];
}

/** Compares what two versions mean, and where things stand apart from that. */
export function compare(from: Side, to: Side): Comparison {
  const [before, after] = [documentOf(from), documentOf(to)];
  const part = (document: JsonObject, key: string): JsonObject => {
    const value = document[key];
    return value !== undefined && isJsonObject(value) ? value : {};
  };
  const wires = ({ reading }: Side): JsonObject =>
    Object.fromEntries([...(reading.graph?.edges ?? [])].map((edge) => [edge.id, { max: edge.max ?? null, else: target(edge.otherwise) }]));
  const keyed = (["nodes", "state"] as const).flatMap((group) => entries(group, part(before, group), part(after, group)));
  const limits = fields(part(before, "limits"), part(after, "limits"));
  const document = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !["nodes", "state", "limits", "policies", "edges", "baton"].includes(key))
    .flatMap((key) => changed("document", key, before[key], after[key]));
  return {
    changes: [
      ...keyed,
      ...entries("wires", wires(from), wires(to)),
      ...(limits.length === 0 ? [] : [{ group: "limits", type: "changed", name: "limits", fields: limits } as const]),
      ...policies(before["policies"], after["policies"]),
      ...document,
      ...files(from.files, to.files),
    ],
    moved: movedNodes(from, to),
  };
}

function documentOf({ reading }: Side): JsonObject {
  const { document } = reading.result;
  return document !== undefined && isJsonObject(document) ? document : {};
}

function target(otherwise: { readonly type: "node"; readonly node: string } | { readonly type: "outcome"; readonly outcome: string } | undefined): Json {
  if (otherwise === undefined) return null;
  return otherwise.type === "node" ? otherwise.node : `end.${otherwise.outcome}`;
}

function entries(group: MeaningChange["group"], before: JsonObject, after: JsonObject): readonly MeaningChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => changed(group, name, before[name], after[name]));
}

function changed(group: MeaningChange["group"], name: string, before: Json | undefined, after: Json | undefined): readonly MeaningChange[] {
  if (before === undefined) return [{ group, type: "added", name, fields: [] }];
  if (after === undefined) return [{ group, type: "removed", name, fields: [] }];
  const found = fields(before, after);
  return found.length === 0 ? [] : [{ group, type: "changed", name, fields: found }];
}

/** The values that differ, as deep as both are mappings. */
function fields(before: Json | undefined, after: Json | undefined, path: readonly string[] = []): readonly FieldChange[] {
  if (before !== undefined && after !== undefined && isJsonObject(before) && isJsonObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => fields(before[key], after[key], [...path, key]));
  }
  return same(before, after) ? [] : [{ path: path.join("."), before, after }];
}

/** Rows of a table whose order says who comes first: a row that is gone and one that is new, by what they say. */
function policies(before: Json | undefined, after: Json | undefined): readonly MeaningChange[] {
  const rows = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.map((row) => JSON.stringify(row)) : []);
  const [old, now] = [rows(before), rows(after)];
  const one = (type: "added" | "removed", own: readonly string[], other: readonly string[]): readonly MeaningChange[] =>
    own.filter((row) => !other.includes(row)).map((name) => ({ group: "policies", type, name, fields: [] }));
  const found = [...one("removed", old, now), ...one("added", now, old)];
  const moved = found.length === 0 && old.join() !== now.join();
  return moved ? [{ group: "policies", type: "changed", name: "order", fields: [] }] : found;
}

function files(before: Files, after: Files): readonly MeaningChange[] {
  return Object.keys(filesChanged(before, after)).flatMap((name): readonly MeaningChange[] => {
    if (name === layoutFile || name === rootFile(before) || name === rootFile(after)) return [];
    const [old, now] = [before[name], after[name]];
    const type = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    return [{ group: "files", type, name, fields: [], lines: lineCounts(diffRows(old ?? "", now ?? "")) }];
  });
}

function movedNodes(from: Side, to: Side): readonly string[] {
  const [before, after] = [readPlaces(from.files).nodes, readPlaces(to.files).nodes];
  return Object.keys(after).filter((id) => {
    const [old, now] = [before[id], after[id]];
    return old !== undefined && now !== undefined && (old.x !== now.x || old.y !== now.y);
  });
}

/** Whatever the order of keys. */
function same(one: Json | undefined, other: Json | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, index) => same(each, other[index]));
  if (one !== undefined && other !== undefined && isJsonObject(one) && isJsonObject(other)) return fields(one, other).length === 0;
  return one === other;
}
