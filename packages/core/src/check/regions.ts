import type { JsonSchema } from "../json.ts";
import type { Model, ModelNode, Wire } from "./model.ts";
import type { Report } from "./report.ts";
import { changeTo, nameProblem, nearestOf } from "./words.ts";

/** Which branches of which regions each node runs in. A branch is named by the port that starts it, `node.port`. */
export interface Regions {
  /** True for a join that runs once every branch has come and succeeded. */
  waitsForAll(join: string): boolean;
  /** The branches that meet at a join. */
  branchesAt(join: string): readonly string[];
  /** The branch of a join's region that an edge comes from; empty where it comes from outside. */
  branchOf(node: string, port: string, join: string): string;
  /** Variables and channels that a node has besides the graph's, from the regions around it. */
  localsOf(node: string): Readonly<Record<string, JsonSchema>>;
}

interface Opener {
  readonly id: string;
  readonly node: ModelNode;
  readonly ports: readonly string[];
  readonly many: boolean;
  readonly locals: Readonly<Record<string, { readonly schema: JsonSchema; readonly written: boolean }>>;
  readonly join: string;
  /** Branch -> the nodes that run in it. */
  readonly branches: ReadonlyMap<string, ReadonlySet<string>>;
}

const noLocals: Readonly<Record<string, JsonSchema>> = {};

/** Finds the regions of a graph and reports those that are not well nested, and writes of branches that collide. */
export function checkRegions(model: Model, report: Report): Regions {
  const joins = joinsOf(model, report);
  const openers = new Map<string, Opener>();
  for (const node of model.nodes.values()) {
    const { id, region } = node;
    if (region?.type !== "opens") continue;
    const join = joins.get(id);
    if (join === undefined) {
      report.add("BT301", { path: ["nodes", id], part: "key", node: id }, `The branches of \`${id}\` never meet: add a join that names it.`);
      continue;
    }
    const branches = new Map(region.ports.map((port) => [`${id}.${port}`, membersOf(model, id, port, join, report)]));
    openers.set(id, { id, node, ports: region.ports, many: region.many === true, locals: region.locals ?? {}, join, branches });
  }
  for (const opener of openers.values()) {
    checkCrossing(opener, report);
    checkEntering(model, opener, report);
    checkWrites(model, opener, report);
  }
  return answers(model, openers);
}

function joinsOf(model: Model, report: Report): ReadonlyMap<string, string> {
  const joins = new Map<string, string>();
  const openers = [...model.nodes.values()].filter((node) => node.region?.type === "opens").map((node) => node.id);
  for (const { id, region } of model.nodes.values()) {
    if (region?.type !== "closes" || model.unread.has(region.of)) continue;
    const place = { path: ["nodes", id, ...region.path], node: id };
    const first = joins.get(region.of);
    if (!openers.includes(region.of)) {
      const near = nearestOf(region.of, openers);
      report.add("BT302", place, nameProblem(`\`${id}\` joins \`${region.of}\`, which starts no branches`, near, "name the node that does"), {
        fix: changeTo(region.of, near, place.path),
      });
    } else if (first === undefined) {
      joins.set(region.of, id);
    } else {
      report.add("BT303", place, `\`${first}\` joins the branches of \`${region.of}\` already: remove one of the two joins.`);
    }
  }
  return joins;
}

/** The nodes between a port of an opener and its join; what leads out on the way is reported. */
function membersOf(model: Model, opener: string, port: string, join: string, report: Report): ReadonlySet<string> {
  const members = new Set<string>();
  const follow = (wire: Wire): void => {
    if (wire.to.type === "outcome" || wire.to.node === opener) {
      const target = wire.to.type === "outcome" ? `end.${wire.to.outcome}` : opener;
      report.add(
        "BT305",
        { path: wire.edge.path, edge: wire.edge.id, node: wire.node },
        `The edge to \`${target}\` leaves the branches of \`${opener}\`: lead it to their join, \`${join}\`.`,
        { path: [opener, wire.node, target] },
      );
    } else if (wire.to.node !== join) members.add(wire.to.node);
  };
  for (const wire of model.wires.get(opener) ?? []) if (wire.port === port) follow(wire);
  const held = new Set<string>();
  let grew = true;
  while (grew) {
    grew = false;
    for (const id of members) {
      if (held.has(id)) continue;
      const region = model.nodes.get(id)?.region;
      // Another region's join belongs here only together with the node that opens that region.
      if (region?.type === "closes" && !members.has(region.of)) continue;
      held.add(id);
      grew = true;
      for (const wire of model.wires.get(id) ?? []) follow(wire);
    }
  }
  for (const id of members) {
    if (held.has(id)) continue;
    members.delete(id);
    const region = model.nodes.get(id)?.region;
    const other = region?.type === "closes" ? region.of : id;
    report.add(
      "BT304",
      { path: ["nodes", id], part: "key", node: id },
      `The regions of \`${opener}\` and \`${other}\` cross: a branch of \`${opener}\` must come to \`${join}\` before it comes to \`${id}\`.`,
      {
        path: [opener, id],
      },
    );
  }
  return members;
}

function checkCrossing(opener: Opener, report: Report): void {
  const owner = new Map<string, string>();
  for (const [branch, members] of opener.branches) {
    for (const id of members) {
      const other = owner.get(id);
      if (other === undefined) owner.set(id, branch);
      else {
        report.add(
          "BT304",
          { path: ["nodes", id], part: "key", node: id },
          `\`${id}\` stands in two branches, \`${other}\` and \`${branch}\`: branches meet at their join, \`${opener.join}\`, only.`,
          {
            path: [opener.id, id],
          },
        );
      }
    }
  }
}

function checkEntering(model: Model, opener: Opener, report: Report): void {
  const inside = new Set([...opener.branches.values()].flatMap((members) => [...members]));
  if (model.start !== undefined && inside.has(model.start)) {
    report.add("BT306", { path: ["edges"], node: model.start }, `The run starts inside the branches of \`${opener.id}\`: start before it.`);
  }
  for (const [from, wires] of model.wires) {
    if (inside.has(from)) continue;
    for (const { to, edge, port } of wires) {
      if (to.type !== "node" || (!inside.has(to.node) && to.node !== opener.join)) continue;
      if (from === opener.id && opener.ports.includes(port)) continue;
      report.add(
        "BT306",
        { path: edge.path, edge: edge.id, node: from },
        `The edge from \`${from}\` enters the branches of \`${opener.id}\` at \`${to.node}\`: they are entered through \`${opener.id}\` only.`,
        {
          path: [from, to.node],
        },
      );
    }
  }
}

function checkWrites(model: Model, opener: Opener, report: Report): void {
  const writers = new Map<string, { readonly branch: string; readonly node: string }>();
  const branches = [...opener.branches.values()];
  for (const [branch, members] of opener.branches) {
    const told = new Set<string>();
    for (const id of members) {
      if (branches.filter((each) => each.has(id)).length > 1) continue; // crossing branches are a problem of their own
      const node = model.nodes.get(id);
      for (const channel of node === undefined ? [] : writtenBy(node)) {
        if (Object.hasOwn(opener.locals, channel) || model.graph.channels.get(channel)?.merge !== "replace") continue;
        const first = writers.get(channel) ?? { branch, node: id };
        writers.set(channel, first);
        if ((first.branch === branch && !opener.many) || told.has(channel)) continue;
        told.add(channel);
        const who = opener.many ? `every item's branch of \`${opener.id}\`` : `the branches \`${first.branch}\` and \`${branch}\``;
        report.add(
          "BT310",
          { path: ["nodes", id], part: "key", node: id, channel },
          `\`${channel}\` is written by ${who}, which run side by side, and has no merge: give it one (\`append\`, \`union\`…), or a channel for each.`,
          { path: first.node === id ? [opener.id, id] : [opener.id, first.node, id] },
        );
      }
    }
  }
}

/** Channels that a node may write, on whichever port. */
export function writtenBy(node: ModelNode): ReadonlySet<string> {
  const tools = node.values.flatMap((use) => use.writes ?? []);
  return new Set([...[...node.node.writes.values()].flatMap((writes) => Object.keys(writes)), ...tools]);
}

function answers(model: Model, openers: ReadonlyMap<string, Opener>): Regions {
  const byJoin = new Map([...openers.values()].map((opener) => [opener.join, opener]));
  const locals = new Map<string, Record<string, JsonSchema>>();
  // Inner regions are the smaller ones: they come last, so that their names win.
  const bySize = [...openers.values()].toSorted((a, b) => size(b) - size(a));
  for (const opener of bySize) {
    const own = Object.fromEntries(Object.entries(opener.locals).map(([name, local]) => [name, local.schema]));
    for (const members of opener.branches.values()) for (const id of members) locals.set(id, { ...locals.get(id), ...own });
  }
  return {
    waitsForAll: (join) => {
      const region = model.nodes.get(join)?.region;
      return region?.type === "closes" && region.all && byJoin.has(join);
    },
    branchesAt: (join) => [...(byJoin.get(join)?.branches.keys() ?? [])],
    branchOf: (node, port, join) => {
      const opener = byJoin.get(join);
      if (opener === undefined) return "";
      if (opener.id === node) return `${node}.${port}`;
      return [...opener.branches].find(([, members]) => members.has(node))?.[0] ?? "";
    },
    localsOf: (node) => locals.get(node) ?? noLocals,
  };
}

function size(opener: Opener): number {
  return [...opener.branches.values()].reduce((total, members) => total + members.size, 0);
}
