import { compileValue } from "../expression/compile.ts";
import { typeOfValue, withVariables } from "../expression/scope.ts";
import type { Policy } from "../document/graph.ts";
import type { JsonSchema } from "../json.ts";
import type { RegionLocal } from "../kind/kind.ts";
import { createBundler } from "../validate/bundle.ts";
import { validator } from "../validate/validator.ts";
import { bareName, own } from "../kind/context.ts";
import { type Model, valueAt } from "./model.ts";
import { channelKey } from "./locals.ts";
import { writtenBy } from "./region-writes.ts";
import type { Regions } from "./regions.ts";
import type { Place } from "./report.ts";
import { shown } from "./words.ts";
import { type Expressions, neverWritten, noteRead, tell, whereRead } from "./reads.ts";

/** Channels that anything writes: input, first values, nodes; by their keys. */
export function writtenAnywhere(model: Model, regions: Regions): ReadonlySet<string> {
  const initial = [...model.graph.channels.values()].filter((channel) => channel.initial !== undefined).map((channel) => channel.name);
  const given = localsOf(model).filter(({ local }) => local.written);
  return new Set([...model.graph.input, ...initial, ...given.map(({ key }) => key), ...writtenByNodes(model, regions)]);
}

function* writtenByNodes(model: Model, regions: Regions): Iterable<string> {
  for (const node of model.nodes.values()) for (const name of writtenBy(node)) yield channelKey(regions.localsOf(node.id), name);
}

/** Defaults, outcomes, policies, and channels that are used on one side only. Runs last: it knows every read. */
export function checkChannels(all: Expressions): void {
  checkDefaults(all);
  for (const policy of all.model.graph.policies) checkPolicyValue(all, policy);
  checkOutcomes(all);
  checkUse(all);
}

function checkDefaults({ model, report }: Expressions): void {
  for (const channel of model.graph.channels.values()) {
    const written = valueAt(model.document, ["state", channel.name, "default"]);
    if (written === undefined) continue;
    const result = validator(channel.schema)(written);
    if (result.ok) continue;
    const [first] = result.problems;
    report.add(
      "BT213",
      { path: ["state", channel.name, "default"], channel: channel.name },
      `The default of \`${channel.name}\` does not fit its schema: ${where(first)}.`,
    );
  }
  for (const { node, name, local } of localsOf(model)) {
    if (local.initial === undefined || local.path === undefined) continue;
    const path = ["nodes", node, ...local.path, "default"];
    const result = valueAt(model.document, path) === undefined ? undefined : validator(local.schema)(local.initial);
    if (result === undefined || result.ok) continue;
    report.add("BT213", { path, node, channel: name }, `The default of \`${name}\` does not fit its schema: ${where(result.problems[0])}.`);
  }
  for (const [name, value] of Object.entries(model.graph.params)) {
    const provided = own(model.manifest.params, name);
    if (provided === undefined) continue;
    const result = validator(typeOfValue(value))(provided);
    if (result.ok) continue;
    report.add(
      "BT214",
      { path: ["params", name] },
      `The host sets \`params.${name}\` to a value of another type: ${where(result.problems[0])}; change it in baton.config.ts, or here.`,
    );
  }
}

function where(problem: { readonly path: string; readonly message: string } | undefined): string {
  if (problem === undefined) return "it is not valid";
  const message = problem.message.replace(/\.$/, "");
  return problem.path === "" ? message : `${problem.path}: ${message}`;
}

function checkPolicyValue(all: Expressions, policy: Policy): void {
  if (policy.when === undefined) return;
  const { model, report, scope } = all;
  const place: Place = { path: [...policy.path, "when"] };
  const compiled = compileValue(policy.when, withVariables(scope, { args: argsSeenBy(model, policy) }), { expects: { type: "boolean" } });
  tell(report, place, compiled);
  for (const read of compiled.reads) {
    if (!model.graph.channels.has(read.name)) continue;
    const at = whereRead(place, policy.when, read.name);
    noteRead(all, read.name, () => at);
    if (!read.guarded) demandInPolicy(all, policy, read.name, at);
  }
}

/** The arguments that a policy may be asked about: those of any tool it names. */
function argsSeenBy(model: Model, policy: Policy): JsonSchema {
  const schemas = policy.tools === "*" ? [] : policy.tools.flatMap((tool) => argsSchema(own(model.manifest.tools, bareName(tool))?.args));
  if (schemas.length === 0) return true;
  const bundler = createBundler();
  const anyOf = schemas.map((schema) => bundler.inline(schema, schema));
  const $defs = bundler.defs();
  return $defs === undefined ? { anyOf } : { anyOf, $defs };
}

function argsSchema(args: Model["manifest"]["tools"][string]["args"] | undefined): readonly JsonSchema[] {
  if (args === undefined) return [];
  return Array.isArray(args) ? [{ type: "object", properties: Object.fromEntries(args.map((name) => [name, true])) }] : [args];
}

/** A policy that cannot be evaluated denies: worth a warning where it names the node. */
function demandInPolicy(all: Expressions, policy: Policy, channel: string, place: Place): void {
  if (policy.nodes === "*" || neverWritten(all, channel)) return;
  const node = policy.nodes.find((id) => all.model.nodes.has(id) && !all.assignment.before(id, channel));
  if (node === undefined) return;
  const path = all.assignment.witness(channel, node);
  all.report.add(
    "BT223",
    { ...place, node },
    `The policy reads \`${channel}\`, which may not be written yet when \`${node}\` asks, and then it denies: write it before, or test \`has(state.${channel})\`.`,
    { path },
  );
}

function checkOutcomes(all: Expressions): void {
  const { model, report, assignment } = all;
  for (const [outcome, given] of model.graph.outcomes) {
    for (const [index, { channel, optional }] of given.entries()) {
      const path = ["outcomes", outcome, index];
      if (!model.graph.channels.has(channel)) continue;
      noteRead(all, channel, () => ({ path, channel }));
      if (optional || neverWritten(all, channel)) continue;
      const wire = [...model.wires.values()]
        .flat()
        .find(({ node, port, to }) => to.type === "outcome" && to.outcome === outcome && !assignment.after(node, port, channel));
      if (wire === undefined) continue;
      const way = [...assignment.witness(channel, wire.node, wire.port), `end.${outcome}`];
      report.add(
        "BT222",
        { path, channel, node: wire.node },
        `The outcome \`${outcome}\` gives back \`${channel}\`, which may be unwritten on the way ${shown(way)}: write it, or mark it \`${channel}?\`.`,
        {
          path: way,
          fix: { title: `Mark it \`${channel}?\``, edits: [{ op: "set", path, value: `${channel}?` }] },
        },
      );
    }
  }
}

function checkUse(all: Expressions): void {
  const { model, report, reads, written } = all;
  if (model.unread.size > 0) return; // what was not understood may read and write anything
  const byNodes = new Set(writtenByNodes(model, all.regions));
  for (const name of model.graph.channels.keys()) {
    const place: Place = { path: ["state", name], part: "key", channel: name };
    const read = reads.get(name);
    if (read !== undefined && !written.has(name)) {
      report.add("BT221", read, `Nothing writes \`${name}\`, but ${readerOf(read)}: add it to \`input\`, give it a default, or let a node write it.`, {
        fix: { title: `Add \`${name}\` to \`input\``, edits: [addInput(model, name)] },
      });
    } else if (read === undefined && byNodes.has(name)) {
      report.add("BT231", place, `\`${name}\` is written and never read: give it back in an outcome, or remove it.`);
    } else if (read === undefined) {
      const removed = model.graph.input.indexOf(name);
      const edits = [{ op: "remove" as const, path: ["state", name] }, ...(removed < 0 ? [] : [{ op: "remove" as const, path: ["input", removed] }])];
      report.add("BT230", place, `\`${name}\` is never used: remove it.`, { fix: { title: `Remove \`${name}\``, edits } });
    }
  }
  for (const { node, name, key, local } of localsOf(model)) {
    const path = ["nodes", node, ...(local.path ?? [])];
    const place: Place = { path, part: "key", node, channel: name };
    const read = reads.get(key);
    if (read !== undefined && !written.has(key)) {
      report.add("BT221", read, `Nothing writes \`${name}\`, but ${readerOf(read)}: give it a default, or let a node of the branch write it.`);
    } else if (read === undefined && byNodes.has(key)) {
      report.add("BT231", place, `\`${name}\` is written and never read: give it to the join with its \`collect\`, or remove it.`);
    } else if (read === undefined && !isGiven(local)) {
      report.add(
        "BT230",
        place,
        `\`${name}\` is never used: remove it.`,
        local.path === undefined ? {} : { fix: { title: `Remove \`${name}\``, edits: [{ op: "remove", path }] } },
      );
    }
  }
}

/** True for what a branch is given, as its item: it must have a name even where nobody asks for it. */
function isGiven(local: RegionLocal): boolean {
  return local.written && local.initial === undefined;
}

/** What branches have for themselves, in the whole graph. */
function localsOf(model: Model): readonly { readonly node: string; readonly name: string; readonly key: string; readonly local: RegionLocal }[] {
  return [...model.nodes.values()].flatMap(({ id, region }) => {
    const locals = region?.type === "opens" ? (region.locals ?? {}) : {};
    return Object.entries(locals).map(([name, local]) => ({ node: id, name, key: channelKey({ [name]: { ...local, opener: id } }, name), local }));
  });
}

function readerOf({ node }: Place): string {
  return node === undefined ? "it is read" : `\`${node}\` reads it`;
}

function addInput(model: Model, channel: string) {
  const written = typeof model.document === "object" && model.document !== null && "input" in model.document;
  return written
    ? { op: "insert" as const, path: ["input", model.graph.input.length], value: channel }
    : { op: "insert" as const, path: ["input"], value: [channel] };
}
