import { compileValue } from "../expression/compile.ts";
import type { Scope } from "../expression/contract.ts";
import { withVariables } from "../expression/scope.ts";
import { compileTemplate } from "../expression/template.ts";
import { provenBefore } from "./assignment.ts";
import type { ModelNode } from "./model.ts";
import { codeOf, demand, type Expressions, isChannel, noteRead, tell, whereRead } from "./reads.ts";
import type { Place } from "./report.ts";
import { nameProblem, nearestOf } from "./words.ts";
import { checkWrites, unknownChannel } from "./writes.ts";

/** Everything that nodes evaluate: their values, what they write, the channels their prompts take. */
export function checkValues(all: Expressions): void {
  for (const node of all.model.nodes.values()) {
    const scope = scopeOf(all, node);
    checkNodeValues(all, node, scope);
    checkWrites(all, node, scope);
    checkReads(all, node);
    for (const use of node.kind.nodes(node.node.config, node.context)) {
      const other = use.makesCall === true ? all.model.nodes.get(use.node) : undefined;
      if (other !== undefined) checkFrozenCall(all, node, other, { path: ["nodes", node.id, ...use.path], node: node.id });
    }
  }
  checkPrompts(all);
}

/** Channels that a node takes without an expression: the inputs of its prompt. */
function checkReads(all: Expressions, node: ModelNode): void {
  for (const read of node.kind.reads(node.node.config, node.context)) {
    const place: Place = { path: ["nodes", node.id, ...read.path], node: node.id, channel: read.channel };
    if (isChannel(all, node.id, read.channel)) {
      noteRead(all, read.channel, () => place);
      if (!read.optional) demand(all, read.channel, () => place, node.id);
    } else {
      const near = nearestOf(read.channel, [...all.model.graph.channels.keys()]);
      all.report.add(
        "BT212",
        place,
        nameProblem(`\`${node.id}\` takes \`${read.channel}\`, which is neither a channel nor bound by \`input\``, near, "declare or bind it"),
      );
    }
  }
}

function checkNodeValues(all: Expressions, node: ModelNode, scope: Scope): void {
  for (const use of node.values) {
    const path = ["nodes", node.id, ...use.path];
    const place: Place = { path, node: node.id };
    const full = use.adds === undefined ? scope : withVariables(scope, use.adds);
    const compiled = compileValue(use.value, full, { place: use.place, ...(use.expects === undefined ? {} : { expects: use.expects }) });
    const target = use.writes === undefined ? undefined : all.model.graph.channels.get(use.writes);
    if (use.writes !== undefined && target === undefined && !isChannel(all, node.id, use.writes))
      unknownChannel(all, node, use.writes, { ...place, part: "key" });
    tell(all.report, place, compiled, target === undefined ? "BT203" : "BT211");
    const known = provenBefore(node, use.value);
    for (const read of compiled.reads) {
      if (Object.hasOwn(use.adds ?? {}, read.name) || !isChannel(all, node.id, read.name)) continue;
      const at = (): Place => whereRead(place, use.value, read.name);
      noteRead(all, read.name, at);
      if (!read.guarded && use.mayBeAbsent !== true && !known.has(read.name)) demand(all, read.name, at, node.id);
    }
  }
}

/** A review evaluates the call of the node it approves, so what that call reads must be there already. */
function checkFrozenCall(all: Expressions, node: ModelNode, other: ModelNode, place: Place): void {
  for (const use of other.values) {
    for (const read of compileValue(use.value, all.scope, { place: use.place }).reads) {
      if (!read.guarded && use.mayBeAbsent !== true && all.model.graph.channels.has(read.name)) demand(all, read.name, () => place, node.id);
    }
  }
}

/** The graph's scope, with what the regions around a node add. */
function scopeOf(all: Expressions, node: ModelNode): Scope {
  const locals = all.regions.localsOf(node.id);
  const names = Object.keys(locals);
  if (names.length === 0) return all.scope;
  return { ...withVariables(all.scope, locals), channels: new Set([...(all.scope.channels ?? []), ...names]) };
}

/** Prompt templates: they see their inputs, params, run and now. */
function checkPrompts(all: Expressions): void {
  const constants = ["params", "run", "now"].flatMap((name) => {
    const schema = all.scope.variables.get(name);
    return schema === undefined ? [] : [[name, schema] as const];
  });
  for (const prompt of all.model.graph.prompts.values()) {
    const scope: Scope = { variables: new Map([...constants, ...prompt.inputs.map((input) => [input.name, true] as const)]) };
    const compiled = compileTemplate(prompt.template, scope, { optional: new Set(prompt.inputs.filter((input) => input.optional).map((input) => input.name)) });
    for (const problem of compiled.problems) {
      const start = prompt.templateStart + problem.start;
      all.report.add(codeOf(problem, "BT203"), { path: [], file: { name: prompt.file, start, end: prompt.templateStart + problem.end } }, problem.message);
    }
  }
}
