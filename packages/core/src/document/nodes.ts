import { nearest } from "../expression/reserved.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Kind, Kinds } from "../kind/kind.ts";
import { parseDuration } from "./duration.ts";
import { defined, expandLimits, expandWrites } from "./expand.ts";
import { type CommonKeys, commonSchema, commonShape } from "./fields.ts";
import { own } from "./files.ts";
import type { GraphNode } from "./graph.ts";
import { oneOf, problemsOf } from "./issues.ts";
import { migrateNode, splitKind } from "./migrate.ts";
import { type Place, type Reading, report } from "./reading.ts";
import { isObject } from "./render.ts";
import { kindName, ownKeys } from "./schema.ts";

/** A node parsed; what its ports write is known once the ports are. */
export interface ReadNode {
  readonly kind: Kind;
  readonly node: GraphNode;
  readonly common: CommonKeys;
}

interface Known {
  readonly read: ReadNode;
  readonly kinds: Kinds;
  readonly id: string;
  readonly shared: Json | undefined;
}

// A memo and nothing else: what is written is not changed once read, and what was read without a problem is read so again.
const readings = new WeakMap<JsonObject, Known>();

/** Reads one node, `defaults` of its kind applied; undefined (and reported) if it cannot be understood. */
export function readNode(reading: Reading, place: Place, kinds: Kinds, id: string, written: Json, defaults: Json | undefined): ReadNode | undefined {
  const memo = isObject(written) ? readings.get(written) : undefined;
  if (memo?.kinds === kinds && memo.id === id && memo.shared === sharedOf(defaults, memo.read.kind)) return memo.read;
  const before = reading.diagnostics.length;
  const read = readAnew(reading, place, kinds, id, written, defaults);
  if (read !== undefined && isObject(written) && reading.diagnostics.length === before) {
    readings.set(written, { read, kinds, id, shared: sharedOf(defaults, read.kind) });
  }
  return read;
}

function sharedOf(defaults: Json | undefined, kind: Kind): Json | undefined {
  return isObject(defaults) ? own(defaults, kind.type) : undefined;
}

function readAnew(reading: Reading, place: Place, kinds: Kinds, id: string, written: Json, defaults: Json | undefined): ReadNode | undefined {
  if (!isObject(written)) {
    report(reading, place, "BT112", `The node \`${id}\` must be a mapping with \`kind\` and the keys of that kind.`);
    return undefined;
  }
  const named = readKind(reading, place, kinds, written);
  if (named === undefined) return undefined;
  const { kind, version } = named;
  const { kind: _kind, ...keys } = written;
  const migrated = migrateNode(kind, version, keys);
  if (!migrated.ok) {
    report(reading, below(place, "kind"), "BT120", migrated.message);
    return undefined;
  }
  const shared = sharedOf(defaults, kind);
  const merged: JsonObject = isObject(shared) ? { ...shared, ...migrated.config } : migrated.config;
  const declared = new Set(ownKeys(kind));
  const common: Record<string, Json> = {};
  const config: Record<string, Json> = {};
  for (const [key, value] of Object.entries(merged)) {
    const isCommon = Object.hasOwn(commonShape, key);
    if (isCommon) common[key] = value;
    if (!isCommon || declared.has(key)) config[key] = value;
  }
  const known = ["kind", ...Object.keys(commonShape), ...declared];
  const parsedCommon = commonSchema.safeParse(common);
  const parsedConfig = kind.config.safeParse(config);
  const issues = [...(parsedCommon.error?.issues ?? []), ...(parsedConfig.error?.issues ?? [])];
  // What only `defaults` says is wrong there, and once.
  const shares = (key: string | number | undefined): boolean =>
    typeof key === "string" && !Object.hasOwn(migrated.config, key) && isObject(shared) && Object.hasOwn(shared, key);
  for (const path of issues.length === 0 ? [] : [place.path, ["defaults", kind.type]]) {
    const problems = problemsOf(issues, merged, path, known).filter((problem) => shares(problem.path[0]) === (path !== place.path));
    for (const problem of problems) report(reading, { source: place.source, path: [...path, ...problem.path] }, problem.code, problem.message, problem);
  }
  if (!parsedCommon.success || !parsedConfig.success) return undefined;
  const { title, note, timeout, retry, limits } = parsedCommon.data;
  const node: GraphNode = {
    id,
    kind: kind.type,
    config: parsedConfig.data,
    ...defined({ title, note }),
    writes: new Map(),
    timeoutMs: timeout === undefined ? undefined : parseDuration(timeout),
    retry: retry ?? 0,
    limits: expandLimits(limits),
  };
  return { kind, node, common: parsedCommon.data };
}

// A memo and nothing else, by the port that comes first.
const writing = new WeakMap<ReadNode, { readonly first: string; readonly node: GraphNode }>();

/** The node with what leaving each port writes. */
export function withWrites(read: ReadNode, firstPort: () => string): GraphNode {
  const { node, common } = read;
  if (common.writes === undefined && common.writesOn === undefined) return node;
  const first = common.writes === undefined ? "" : firstPort();
  const memo = writing.get(read);
  if (memo?.first === first) return memo.node;
  const writes = new Map(Object.entries(common.writesOn ?? {}).map(([port, each]) => [port, expandWrites(each)]));
  if (common.writes !== undefined) writes.set(first, { ...expandWrites(common.writes), ...writes.get(first) });
  const whole = { ...node, writes };
  writing.set(read, { first, node: whole });
  return whole;
}

function readKind(reading: Reading, place: Place, kinds: Kinds, written: JsonObject): { readonly kind: Kind; readonly version: number } | undefined {
  const name = own(written, "kind");
  const names = [...kinds.values()].map(kindName);
  if (typeof name !== "string") {
    const code = name === undefined ? "BT111" : "BT112";
    report(reading, name === undefined ? place : below(place, "kind"), code, `A node says its kind: ${oneOf(names)}.`, {
      part: name === undefined ? "key" : "value",
    });
    return undefined;
  }
  const { type, version } = splitKind(name);
  const kind = kinds.get(type);
  if (kind === undefined) {
    const meant = nearest(name, names);
    const message = `There is no node kind \`${name.slice(0, 60)}\`; ${meant === undefined ? `the kinds are ${oneOf(names)}` : `did you mean \`${meant}\``}${meant === undefined ? "." : "?"}`;
    const more =
      meant === undefined ? {} : { fix: { title: `Change to \`${meant}\``, edits: [{ op: "set" as const, path: [...place.path, "kind"], value: meant }] } };
    report(reading, below(place, "kind"), "BT114", message, more);
    return undefined;
  }
  if (version !== undefined && kindName(kind) === kind.type) {
    report(reading, below(place, "kind"), "BT112", `\`baton: 1\` fixes the versions of the built-in kinds; write \`kind: ${kind.type}\`.`);
    return undefined;
  }
  return { kind, version: version ?? kind.version };
}

function below(place: Place, key: string): Place {
  return { source: place.source, path: [...place.path, key] };
}
