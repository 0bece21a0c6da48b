import type { Compiled, ExpressionProblem, Scope } from "../expression/contract.ts";
import { graphScope, withVariables } from "../expression/scope.ts";
import type { Json, JsonSchema } from "../json.ts";
import { own } from "../kind/context.ts";
import type { Assignment } from "./assignment.ts";
import type { CheckCode } from "./codes.ts";
import { isMapping, type Model, valueAt } from "./model.ts";
import { channelKey, type Locals } from "./locals.ts";
import type { Regions } from "./regions.ts";
import type { Place, Report } from "./report.ts";
import { demandPassed } from "./passed.ts";
import { shown } from "./words.ts";

/** Where each channel is read first, by its key, for what is never written or never read. */
export type ChannelReads = Map<string, Place>;

/** What the passes over expressions share. */
export interface Expressions {
  readonly model: Model;
  readonly report: Report;
  readonly regions: Regions;
  readonly assignment: Assignment;
  readonly reads: ChannelReads;
  /** Keys of the channels that anything writes. */
  readonly written: ReadonlySet<string>;
  readonly scope: Scope;
  /** Scopes with an `output`, by its schema. */
  readonly outputs: Map<JsonSchema, Scope>;
}

/** The scope of a graph's expressions, and everything written anywhere in it. */
export function expressionsOf(model: Model, report: Report, regions: Regions, assignment: Assignment, written: ReadonlySet<string>): Expressions {
  return { model, report, regions, assignment, reads: new Map(), written, scope: graphScope(model.graph), outputs: new Map() };
}

/** Problems of a compiled value, each at its own place. */
export function tell(report: Report, place: Place, compiled: Compiled, typeCode: CheckCode = "BT203"): void {
  for (const problem of compiled.problems) {
    const path = [...place.path, ...problem.path];
    const text = valueAt(compiled.source, problem.path);
    report.add(
      codeOf(problem, typeCode),
      { ...place, path, ...(typeof text === "string" ? { span: { text, start: problem.start, end: problem.end } } : {}) },
      problem.message,
      {
        fix:
          problem.replacement === undefined
            ? undefined
            : { title: `Write \`${problem.replacement}\``, edits: [{ op: "set", path, value: problem.replacement }] },
      },
    );
  }
}

/** The diagnostic code of an expression's problem. */
export function codeOf(problem: ExpressionProblem, typeCode: CheckCode): CheckCode {
  switch (problem.code) {
    case "syntax":
      return "BT201";
    case "unknown-name":
      return "BT202";
    case "type":
      return typeCode;
    case "cost":
      return "BT204";
    case "size":
      return "BT205";
    default:
      return problem.code satisfies never;
  }
}

/** The first text inside a value that names a variable, texts in quotes apart. */
export function whereRead(place: Place, value: Json, name: string): Place {
  if (typeof value === "string") {
    const bare = value.replaceAll(/'[^']*'|"[^"]*"/g, (quoted) => (quoted.includes("{{") ? quoted : " ".repeat(quoted.length)));
    const start = bare.search(new RegExp(`(?<![\\w.])(?:state\\.)?${name}(?!\\w)`));
    return start < 0
      ? { ...place, channel: name }
      : { ...place, channel: name, span: { text: value, start, end: start + (bare.startsWith("state.", start) ? 6 : 0) + name.length } };
  }
  const inside = Array.isArray(value) ? [...value.entries()] : isMapping(value) ? Object.entries(value) : [];
  for (const [key, item] of inside) {
    const found = whereRead({ ...place, path: [...place.path, key] }, item, name);
    if (found.span !== undefined) return found;
  }
  return { ...place, channel: name };
}

/** True for a channel, or one that the region around a node has. */
export function isChannel(all: Expressions, node: string, name: string): boolean {
  return all.model.graph.channels.has(name) || Object.hasOwn(all.regions.localsOf(node), name);
}

/** Schema of a channel as a node sees it; undefined where there is none of that name. */
export function channelSchema(all: Expressions, node: string, name: string): JsonSchema | undefined {
  return own(all.regions.localsOf(node), name)?.schema ?? all.model.graph.channels.get(name)?.schema;
}

/** The graph's scope, with what the branches around a place add. */
export function scopeWith({ scope }: Expressions, locals: Locals): Scope {
  const names = Object.keys(locals);
  if (names.length === 0) return scope;
  const added = Object.fromEntries(Object.entries(locals).map(([name, { schema }]) => [name, schema]));
  return { ...withVariables(scope, added), channels: new Set([...(scope.channels ?? []), ...names]) };
}

/** Remembers the first place that reads a channel. */
export function noteRead(all: Expressions, key: string, place: () => Place): void {
  if (!all.reads.has(key)) all.reads.set(key, place());
}

/** A channel that a node reads: it is noted, and, where it needs a value, it must have been written on every way into the node. */
export function readAt(all: Expressions, node: string, channel: string, place: () => Place, needed: boolean): void {
  noteRead(all, channelKey(all.regions.localsOf(node), channel), place);
  const owner = all.model.owners.get(node);
  // What is passed has been written: that is asked where it is passed.
  if (owner !== undefined) demandPassed(all, node, owner, channel, place());
  else if (needed) demand(all, channel, place, node);
}

/** A read that needs a value: on every way into the node the channel must have been written. */
export function demand(all: Expressions, channel: string, place: () => Place, node: string): void {
  if (all.assignment.before(node, channel) || neverWritten(all, channelKey(all.regions.localsOf(node), channel))) return;
  const path = all.assignment.witness(channel, node);
  all.report.add(
    "BT220",
    { ...place(), channel },
    `\`${channel}\` may not be written yet where \`${node}\` reads it: on the way ${shown(path)} nothing writes it; write it before, or read it under \`has(state.${channel})\`.`,
    {
      path,
    },
  );
}

/** True for a channel that nothing writes, which is one problem and not one for each read. */
export function neverWritten(all: Expressions, key: string): boolean {
  return all.model.unread.size === 0 && !all.written.has(key);
}
