import { compileValue } from "../expression/compile.ts";
import type { Scope } from "../expression/contract.ts";
import { withVariables } from "../expression/scope.ts";
import { compileTemplate } from "../expression/template.ts";
import type { JsonSchema } from "../json.ts";
import { provenBefore } from "./assignment.ts";
import type { Model, ModelNode } from "./model.ts";
import { ownedKeys, taskSchema } from "../kind/owners.ts";
import { checkCollect } from "./collect.ts";
import { checkPasses } from "./passes.ts";
import { channelSchema, codeOf, demand, type Expressions, isChannel, readAt, scopeWith, tell, whereRead } from "./reads.ts";
import type { Place } from "./report.ts";
import { nameProblem, nearestOf } from "./words.ts";
import { checkWrites, unknownChannel } from "./writes.ts";

/** Everything that nodes evaluate: their values, what they write, the channels their prompts take. */
export function checkValues(all: Expressions): void {
  for (const node of all.model.nodes.values()) {
    const scope = scopeOf(all, node);
    checkPasses(all, node);
    checkNodeValues(all, node, scope);
    checkWrites(all, node, scope);
    checkReads(all, node);
    checkCollect(all, node);
    for (const use of node.kind.nodes(node.node.config, node.context)) {
      const other = use.makesCall === true ? all.model.nodes.get(use.node) : undefined;
      if (other !== undefined) checkFrozenCall(all, node, other, { path: ["nodes", node.id, ...use.path], node: node.id });
    }
  }
  checkPrompts(all);
}

/** What a node's expressions may name; what an owned one is passed of that is asked where it reads. */
function scopeOf(all: Expressions, { id, node, context }: ModelNode): Scope {
  const scope = scopeWith(all, all.regions.localsOf(id));
  return all.model.owners.has(id) ? withVariables(scope, { task: taskOf({ node, context }) }) : scope;
}

function taskOf({ node, context }: Pick<ModelNode, "node" | "context">): JsonSchema {
  const { takes } = ownedKeys(node);
  return taskSchema(takes === undefined ? undefined : context.schema(takes));
}

/** Channels that a node takes without an expression: the inputs of its prompt. */
function checkReads(all: Expressions, node: ModelNode): void {
  for (const read of node.kind.reads(node.node.config, node.context)) {
    const place: Place = { path: ["nodes", node.id, ...read.path], node: node.id, channel: read.channel };
    if (isChannel(all, node.id, read.channel)) {
      readAt(all, node.id, read.channel, () => place, !read.optional);
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
    const target = use.writes === undefined ? undefined : channelSchema(all, node.id, use.writes);
    const expects = use.expects ?? target;
    const compiled = compileValue(use.value, full, { place: use.place, ...(expects === undefined ? {} : { expects }) });
    if (use.writes !== undefined && target === undefined) unknownChannel(all, node, use.writes, { ...place, part: "key" });
    tell(all.report, place, compiled, target === undefined ? "BT203" : "BT211");
    const known = provenBefore(node, use.value);
    for (const read of compiled.reads) {
      if (Object.hasOwn(use.adds ?? {}, read.name) || !isChannel(all, node.id, read.name)) continue;
      const at = (): Place => whereRead(place, use.value, read.name);
      readAt(all, node.id, read.name, at, !read.guarded && use.mayBeAbsent !== true && !known.has(read.name));
    }
  }
}

/** A review evaluates the call of the node it approves, so what that call reads must be there already. */
function checkFrozenCall(all: Expressions, node: ModelNode, other: ModelNode, place: Place): void {
  const { regions, report } = all;
  const owner = all.model.owners.get(other.id)?.owner;
  if (owner !== undefined) {
    const message = `\`${node.id}\` approves the call of \`${other.id}\`, which makes it when \`${owner}\` sends it a task: let a policy ask for the approval, and remove this review.`;
    report.add("BT168", place, message, { path: [node.id, other.id] });
    return;
  }
  if (regions.homeOf(node.id) !== regions.homeOf(other.id)) {
    const message = `\`${node.id}\` approves the call of \`${other.id}\`, which runs in other branches: put the two into one branch.`;
    report.add("BT312", place, message, { path: [node.id, other.id] });
    return;
  }
  const scope = scopeWith(all, regions.localsOf(other.id));
  for (const use of other.values) {
    for (const read of compileValue(use.value, scope, { place: use.place }).reads) {
      if (!read.guarded && use.mayBeAbsent !== true && isChannel(all, other.id, read.name)) demand(all, read.name, () => place, node.id);
    }
  }
}

/** Prompt templates: they see their inputs, params, run and now; those of owned nodes the task as well. */
function checkPrompts(all: Expressions): void {
  const users = promptUsers(all.model);
  const constants = ["params", "run", "now"].flatMap((name) => {
    const schema = all.scope.variables.get(name);
    return schema === undefined ? [] : [[name, schema] as const];
  });
  for (const prompt of all.model.graph.prompts.values()) {
    const [user, ...others] = users.get(prompt.file) ?? [];
    const isOwned = user !== undefined && [user, ...others].every(({ id }) => all.model.owners.has(id));
    const task = isOwned ? [["task", others.length === 0 ? taskOf(user) : taskSchema(undefined)] as const] : [];
    const scope: Scope = { variables: new Map([...constants, ...task, ...prompt.inputs.map((input) => [input.name, true] as const)]) };
    const compiled = compileTemplate(prompt.template, scope, { optional: new Set(prompt.inputs.filter((input) => input.optional).map((input) => input.name)) });
    for (const problem of compiled.problems) {
      const start = prompt.templateStart + problem.start;
      all.report.add(codeOf(problem, "BT203"), { path: [], file: { name: prompt.file, start, end: prompt.templateStart + problem.end } }, problem.message);
    }
  }
}

/** The nodes that name each prompt file. */
function promptUsers({ nodes }: Model): ReadonlyMap<string, readonly ModelNode[]> {
  const users = new Map<string, ModelNode[]>();
  for (const node of nodes.values()) {
    const files = node.kind.files(node.node.config).filter((use) => use.type === "prompt");
    for (const file of new Set(files.map((use) => use.file))) users.set(file, [...(users.get(file) ?? []), node]);
  }
  return users;
}
