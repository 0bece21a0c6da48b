import type { Compiled, ExpressionProblem, Scope } from "../expression/contract.ts";
import { graphScope } from "../expression/scope.ts";
import type { Json, JsonSchema } from "../json.ts";
import type { Assignment } from "./assignment.ts";
import type { CheckCode } from "./codes.ts";
import { isMapping, type Model, valueAt } from "./model.ts";
import type { Regions } from "./regions.ts";
import type { Place, Report } from "./report.ts";
import { shown } from "./words.ts";

/** Where each channel is read first, for what is never written or never read. */
export type ChannelReads = Map<string, Place>;

/** What the passes over expressions share. */
export interface Expressions {
  readonly model: Model;
  readonly report: Report;
  readonly regions: Regions;
  readonly assignment: Assignment;
  readonly reads: ChannelReads;
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

/** Remembers the first place that reads a channel. */
export function noteRead(all: Expressions, channel: string, place: () => Place): void {
  if (!all.reads.has(channel)) all.reads.set(channel, place());
}

/** A read that needs a value: on every way into the node the channel must have been written. */
export function demand(all: Expressions, channel: string, place: () => Place, node: string): void {
  if (all.assignment.before(node, channel) || neverWritten(all, channel)) return;
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
export function neverWritten(all: Expressions, channel: string): boolean {
  return all.model.unread.size === 0 && all.model.graph.channels.has(channel) && !all.written.has(channel);
}
