import type { Fix, Path } from "../diagnostics/diagnostic.ts";
import { compileValue } from "../expression/compile.ts";
import type { Compiled, Scope } from "../expression/contract.ts";
import { fits } from "../expression/fits.ts";
import { withVariables } from "../expression/scope.ts";
import type { Json, JsonSchema } from "../json.ts";
import { bundle } from "../validate/bundle.ts";
import { provenOn } from "./assignment.ts";
import type { CheckCode } from "./codes.ts";
import { isMapping, type Model, type ModelNode, valueAt } from "./model.ts";
import { type Expressions, isChannel, readAt, tell, whereRead } from "./reads.ts";
import type { Place } from "./report.ts";
import { changeTo, nameProblem, nearestOf } from "./words.ts";

/** What a node writes when it is left: to channels that are there, values of their types. */
export function checkWrites(all: Expressions, node: ModelNode, scope: Scope): void {
  for (const [port, writes] of node.node.writes) checkPortWrites(all, node, port, writes, scope);
}

function checkPortWrites(all: Expressions, node: ModelNode, port: string, writes: Readonly<Record<string, Json>>, scope: Scope): void {
  const from = node.ports.find((each) => each.name === port);
  const output = from === undefined ? true : from.output;
  const own = output === undefined ? scope : withOutput(all, scope, output);
  const full = from?.adds === undefined ? own : withVariables(own, from.adds);
  const proven = new Set(provenOn(from));
  for (const [channel, value] of Object.entries(writes)) {
    const place: Place = { path: writePath(all.model, node.id, port, channel), node: node.id, channel };
    const schema = isChannel(all, node.id, channel) ? scope.variables.get(channel) : undefined;
    if (schema === undefined) unknownChannel(all, node, channel, { ...place, part: "key" });
    const compiled = compileValue(value, full, { place: "expression", ...(schema === undefined ? {} : { expects: schema }) });
    if (!tellItem(all, place, channel, value, schema, compiled, full)) tell(all.report, place, compiled, misfit(compiled, value, full));
    for (const read of compiled.reads) {
      if (!isChannel(all, node.id, read.name)) continue;
      const at = (): Place => whereRead(place, value, read.name);
      readAt(all, node.id, read.name, at, !read.guarded && !proven.has(read.name));
    }
  }
}

/** Scopes with an `output`, made once for each schema: a tool's nodes share them. */
function withOutput(all: Expressions, scope: Scope, output: JsonSchema): Scope {
  const known = scope === all.scope ? all.outputs.get(output) : undefined;
  const made = known ?? withVariables(scope, { output });
  if (scope === all.scope) all.outputs.set(output, made);
  return made;
}

/** A type problem of the whole value is one of the channel; one inside it stands in the expression itself. */
function misfit(compiled: Compiled, value: Json, scope: Scope): CheckCode {
  if (!compiled.problems.some((problem) => problem.code === "type")) return "BT203";
  return compileValue(value, scope, { place: "expression" }).problems.length === 0 ? "BT211" : "BT203";
}

/** One item written where the channel takes a list of them: the repair puts it in brackets. */
function tellItem(all: Expressions, place: Place, channel: string, value: Json, schema: JsonSchema | undefined, compiled: Compiled, scope: Scope): boolean {
  if (!isMapping(schema) || typeof value !== "string" || !compiled.problems.some((problem) => problem.code === "type")) return false;
  const { items } = schema;
  if (items === undefined) return false;
  const bare = compileValue(value, scope, { place: "expression" });
  if (bare.problems.length > 0 || fits(bare.type, bundle(items, schema)) === "no") return false;
  const written = value.includes("{{") ? undefined : `[${value}]`;
  all.report.add("BT211", place, `\`${channel}\` takes a list, and this is one item: write \`${written ?? "a list of it"}\`.`, {
    fix: written === undefined ? undefined : { title: `Write \`${written}\``, edits: [setWrite(all.model, place.path, channel, written)] },
  });
  return true;
}

/** The shorthand `writes: x` has no place for an expression of its own: it becomes a mapping. */
function setWrite(model: Model, path: Path, channel: string, value: string): Fix["edits"][number] {
  return { op: "set", path, value: path.at(-1) === channel ? value : { [channel]: value } };
}

/** Reports a write to what is no channel. */
export function unknownChannel(all: Expressions, node: ModelNode, channel: string, place: Place): void {
  const { model, report } = all;
  const near = nearestOf(channel, [...model.graph.channels.keys()]);
  const shorthand = place.path.at(-1) !== channel;
  const declare: Fix = { title: `Declare \`${channel}\``, edits: [{ op: "insert", path: ["state", channel], value: "string" }] };
  const fix = changeTo(channel, near, place.path, shorthand ? "set" : "rename") ?? declare;
  report.add("BT210", place, nameProblem(`\`${node.id}\` writes \`${channel}\`, which is no channel`, near, "declare it under `state`"), { fix });
}

/** Where a write stands: under `writes` for the first port, else under `writesOn`, either in short or in full. */
function writePath(model: Model, node: string, port: string, channel: string): Path {
  const first = model.nodes.get(node)?.ports[0]?.name === port;
  for (const path of [...(first ? [["nodes", node, "writes"]] : []), ["nodes", node, "writesOn", port]]) {
    const written = valueAt(model.document, path);
    if (written === channel) return path;
    if (isMapping(written) && Object.hasOwn(written, channel)) return [...path, channel];
  }
  return ["nodes", node];
}
