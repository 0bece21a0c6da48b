import type { HostUse, NodeUse, ToolUse } from "../kind/kind.ts";
import type { CheckCode } from "./codes.ts";
import { bareName, own } from "../kind/context.ts";
import { isMapping, type Model, type ModelNode, partOf, valueAt } from "./model.ts";
import { renameNode } from "./rename.ts";
import type { Place, Report } from "./report.ts";
import { changeTo, named, nameProblem, nearestOf } from "./words.ts";

/** Names that lead out of the place they stand in: to other nodes, to channels, to the host. */
export function checkNames(model: Model, report: Report): void {
  for (const node of model.nodes.values()) {
    checkOwnName(model, report, node.id);
    checkPorts(model, report, node);
    checkNodeUses(model, report, node);
    for (const use of node.kind.tools(node.node.config, node.context)) checkTool(model, report, node, use);
    for (const use of node.kind.host(node.node.config, node.context)) {
      checkHost(model, report, use, { path: ["nodes", node.id, ...use.path], node: node.id });
    }
  }
  checkLists(model, report);
}

/** LangGraph has nodes and channels side by side. */
function checkOwnName(model: Model, report: Report, id: string): void {
  if (!model.graph.channels.has(id)) return;
  const message = `\`${id}\` is a node and a channel: give the node a name of its own, by what it does.`;
  report.add("BT170", { path: ["nodes", id], part: "key", node: id, channel: id }, message, { fix: renameNode(model, id) });
}

function checkPorts(model: Model, report: Report, { id, node, ports }: ModelNode): void {
  const names = ports.map((port) => port.name);
  const inShort = valueAt(model.document, ["nodes", id, "writes"]) ?? valueAt(model.document, ["defaults", node.kind, "writes"]);
  if (inShort !== undefined && ports[0]?.explicit === true) {
    const place: Place = { path: ["nodes", id, "writes"], part: "key", node: id };
    report.add(
      "BT143",
      place,
      `\`${id}\` has no first port that \`writes\` could be for: write \`writesOn: { ${names[0] ?? ""}: … }\`, or for another of ${named(names)}.`,
    );
  }
  for (const port of node.writes.keys()) {
    if (names.includes(port)) continue;
    const near = nearestOf(port, names);
    const path = ["nodes", id, "writesOn", port];
    report.add("BT141", { path, part: "key", node: id }, nameProblem(`\`${id}\` has no port \`${port}\` to write on`, near, `it has ${named(names)}`), {
      fix: changeTo(port, near, path, "rename"),
    });
  }
}

function checkNodeUses(model: Model, report: Report, node: ModelNode): void {
  for (const use of [...node.kind.nodes(node.node.config, node.context), ...ownedUses(node)]) {
    if (model.unread.has(use.node)) continue;
    const path = ["nodes", node.id, ...use.path];
    const part = partOf(model.document, path, use.node);
    const place: Place = { path, part, node: node.id };
    const other = model.nodes.get(use.node);
    if (other === undefined) {
      const near = nearestOf(use.node, model.nodes.keys());
      report.add("BT165", place, nameProblem(`\`${node.id}\` names the node \`${use.node}\`, which is not there`, near, "add it, or name another"), {
        fix: changeTo(use.node, near, path, part === "key" ? "rename" : "set"),
      });
    } else if (use.makesCall === true && !callsAlone(other)) {
      const calling = [...model.nodes.values()].filter(callsAlone).map((each) => each.id);
      const instead = calling.length === 0 ? "name a node that does" : `name one that does: ${named(calling)}`;
      report.add("BT166", place, `\`${use.node}\` makes no call of its own that \`${node.id}\` could put before people: ${instead}.`);
    }
  }
}

function ownedUses({ node, kind }: ModelNode): readonly NodeUse[] {
  return kind.owns(node.config).map(({ node: owned, path }) => ({ node: owned, path }));
}

/** True where the node itself, and no model, decides on one call. */
function callsAlone(node: ModelNode): boolean {
  return node.kind.tools(node.node.config, node.context).some((use) => use.complete === true);
}

function checkTool(model: Model, report: Report, node: ModelNode, use: ToolUse): void {
  const place: Place = { path: ["nodes", node.id, ...use.path], node: node.id };
  const manifest = own(model.manifest.tools, bareName(use.tool));
  if (manifest === undefined) {
    const near = nearestOf(use.tool, Object.keys(model.manifest.tools));
    // The name may stand inside a mapping, which a repair must not replace.
    const plain = use.argsPath === undefined || use.complete === true;
    report.add("BT150", place, noTool(use.tool, near), { fix: plain ? changeTo(use.tool, near, place.path) : undefined });
    return;
  }
  const { known, required, open } = argsOf(manifest.args);
  for (const name of Object.keys(use.pinned)) {
    if (open || known.includes(name)) continue;
    const path = ["nodes", node.id, ...(use.argsPath ?? use.path), name];
    const near = nearestOf(name, known);
    const has = known.length === 0 ? "it takes none" : `it takes ${known.map((each) => `\`${each}\``).join(", ")}`;
    report.add("BT156", { path, part: "key", node: node.id }, nameProblem(`The tool \`${use.tool}\` has no argument \`${name}\``, near, has), {
      fix: changeTo(name, near, path, "rename") ?? { title: `Remove \`${name}\``, edits: [{ op: "remove", path }] },
    });
  }
  if (use.complete !== true) return;
  for (const name of required.filter((each) => !Object.hasOwn(use.pinned, each))) {
    report.add("BT157", place, `The tool \`${use.tool}\` needs the argument \`${name}\`: add it to \`args\`.`);
  }
}

/** Arguments that a tool's schema names; `open` where it allows others. */
function argsOf(schema: Model["manifest"]["tools"][string]["args"]): {
  readonly known: readonly string[];
  readonly required: readonly string[];
  readonly open: boolean;
} {
  if (Array.isArray(schema)) return { known: schema, required: [], open: false };
  if (typeof schema === "boolean") return { known: [], required: [], open: schema };
  const { properties, required, additionalProperties, patternProperties } = schema;
  // A tool without named properties says nothing about them; one with a list of them means that list.
  const known = isMapping(properties) ? Object.keys(properties) : [];
  return {
    known,
    required: Array.isArray(required) ? required.filter((name) => typeof name === "string") : [],
    open: (additionalProperties !== undefined && additionalProperties !== false) || patternProperties !== undefined || properties === undefined,
  };
}

const hostCodes = { model: "BT151", role: "BT152", calendar: "BT153", event: "BT154", agent: "BT155" } as const satisfies Record<HostUse["type"], CheckCode>;

/** A model, role, calendar, event or agent must be one of the host's. */
export function checkHost(model: Model, report: Report, use: HostUse, place: Place): void {
  const { models, roles, calendars, events, agents } = model.manifest;
  const names = { model: Object.keys(models), role: roles, calendar: calendars, event: Object.keys(events), agent: Object.keys(agents) }[use.type];
  if (names.includes(bareName(use.name)) || (use.type === "role" && use.name === "requester")) return;
  const has = names.length === 0 ? "it has none" : `it has ${named(names)}`;
  const message = nameProblem(
    `The host has no ${use.type} \`${use.name}\``,
    nearestOf(use.name, names),
    `${has}; define it in baton.config.ts and run \`baton host\``,
  );
  report.add(hostCodes[use.type], place, message);
}

/** A tool that `baton.host.json` does not have. */
export function noTool(tool: string, near: string | undefined): string {
  return nameProblem(`The host has no tool \`${tool}\``, near, "define it in baton.config.ts and run `baton host`");
}

/** `input`, `outcomes` and `limits`. */
function checkLists(model: Model, report: Report): void {
  const { graph, manifest } = model;
  const channels = [...graph.channels.keys()];
  for (const [index, name] of graph.input.entries()) {
    if (graph.channels.has(name) || declared(model, name)) continue;
    const path = ["input", index];
    const near = nearestOf(name, channels);
    report.add("BT163", { path, channel: name }, nameProblem(`The input \`${name}\` is no channel`, near, "declare it under `state`"), {
      fix: changeTo(name, near, path),
    });
  }
  for (const [outcome, given] of graph.outcomes) {
    for (const [index, { channel, optional }] of given.entries()) {
      if (graph.channels.has(channel) || declared(model, channel)) continue;
      const path = ["outcomes", outcome, index];
      const near = nearestOf(channel, channels);
      const message = nameProblem(`The outcome \`${outcome}\` gives back \`${channel}\`, which is no channel`, near, "declare it under `state`");
      report.add("BT162", { path, channel }, message, { fix: changeTo(channel, near === undefined || !optional ? near : `${near}?`, path) });
    }
  }
  for (const tool of Object.keys(graph.limits.tools ?? {})) {
    if (own(manifest.tools, bareName(tool)) !== undefined) continue;
    const near = nearestOf(tool, Object.keys(manifest.tools));
    const path = ["limits", "tools", tool];
    report.add("BT150", { path, part: "key" }, noTool(tool, near), { fix: changeTo(tool, near, path, "rename") });
  }
}

/** True for a channel that stands in the document, even if its declaration was not understood. */
function declared(model: Model, channel: string): boolean {
  return valueAt(model.document, ["state", channel]) !== undefined;
}
