import type { RegionLocal } from "../kind/kind.ts";
import { ownersAround } from "../kind/owners.ts";
import { type Locals, localsOf } from "./locals.ts";
import type { Model, Wire } from "./model.ts";
import { checkRegionWrites } from "./region-writes.ts";
import type { Report } from "./report.ts";
import { changeTo, nameProblem, nearestOf } from "./words.ts";

/** Which branches of which regions each node runs in. A branch is named by the port that starts it, `node.port`. */
export interface Regions {
  /** The join of the branches that a node starts. */
  joinOf(opener: string): string | undefined;
  /** The node whose branches meet at a join. */
  openerOf(join: string): string | undefined;
  /** True for a join that runs once every branch has come and succeeded. */
  waitsForAll(join: string): boolean;
  /** True for a join that may be done though no branch succeeded, or none was there. */
  mayBeNone(join: string): boolean;
  /** The branches that meet at a join. */
  branchesAt(join: string): readonly string[];
  /** The branch of a join's region that an edge comes from; empty where it comes from outside. */
  branchOf(node: string, port: string, join: string): string;
  /** What a node has besides the graph's channels, from the regions around it. */
  localsOf(node: string): Locals;
  /** What the branches have that a node starts, with what is around them. */
  localsIn(opener: string): Locals;
  /** The node that starts the branches that a node runs in, the innermost ones; empty at the top. */
  homeOf(node: string): string;
}

/** A region that is closed. */
export interface Opener {
  readonly id: string;
  readonly ports: readonly string[];
  readonly many: boolean;
  readonly locals: Readonly<Record<string, RegionLocal>>;
  readonly join: string;
  /** How many branches must have succeeded where the join is done. */
  readonly need: number | "all";
  /** Branch -> the nodes that run in it. */
  readonly branches: ReadonlyMap<string, ReadonlySet<string>>;
}

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
    const branches = new Map(region.ports.map((port) => [`${id}.${port}`, membersOf(model, id, port, join.id, report)]));
    openers.set(id, { id, ports: region.ports, many: region.many === true, locals: region.locals ?? {}, join: join.id, need: join.need, branches });
  }
  for (const opener of openers.values()) {
    checkCrossing(opener, report);
    checkEntering(model, opener, report);
  }
  const whole = new Map([...openers].map(([id, opener]) => [id, withOwned(model, opener)]));
  const regions = answers(whole);
  for (const opener of whole.values()) {
    checkHiding(model, opener, regions.localsOf(opener.id), report);
    checkRegionWrites(model, opener, regions.localsOf(opener.id), report);
  }
  return regions;
}

/** What a node owns runs where that node does. */
function withOwned({ owners }: Model, opener: Opener): Opener {
  const branches = new Map([...opener.branches].map(([branch, members]) => [branch, new Set(members)]));
  for (const owned of owners.keys()) {
    const outermost = ownersAround(owners, owned).at(-1) ?? owned;
    for (const members of branches.values()) if (members.has(outermost)) members.add(owned);
  }
  return { ...opener, branches };
}

function joinsOf(model: Model, report: Report): ReadonlyMap<string, Pick<Opener, "need"> & { readonly id: string }> {
  const joins = new Map<string, Pick<Opener, "need"> & { readonly id: string }>();
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
      joins.set(region.of, { id, need: region.need });
    } else {
      report.add("BT303", place, `\`${first.id}\` joins the branches of \`${region.of}\` already: remove one of the two joins.`);
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

/** A name means one thing wherever it stands: what a branch has for itself has a name of its own. */
function checkHiding(model: Model, opener: Opener, around: Locals, report: Report): void {
  for (const [name, local] of Object.entries(opener.locals)) {
    const outer = Object.hasOwn(around, name)
      ? `the branches of \`${around[name]?.opener ?? ""}\` have`
      : model.graph.channels.has(name)
        ? "the graph has"
        : undefined;
    if (outer === undefined) continue;
    report.add(
      "BT311",
      { path: ["nodes", opener.id, ...(local.path ?? [])], node: opener.id, channel: name },
      `\`${name}\` of \`${opener.id}\` hides a channel of that name, which ${outer}: name it otherwise.`,
    );
  }
}

function answers(openers: ReadonlyMap<string, Opener>): Regions {
  const byJoin = new Map([...openers.values()].map((opener) => [opener.join, opener]));
  const { at, inside, home } = localsOf([...openers.values()]);
  return {
    joinOf: (opener) => openers.get(opener)?.join,
    openerOf: (join) => byJoin.get(join)?.id,
    waitsForAll: (join) => {
      const opener = byJoin.get(join);
      return opener?.need === "all" && !opener.many;
    },
    mayBeNone: (join) => {
      const opener = byJoin.get(join);
      return opener?.need === 0 || (opener?.need === "all" && opener.many);
    },
    branchesAt: (join) => [...(byJoin.get(join)?.branches.keys() ?? [])],
    branchOf: (node, port, join) => {
      const opener = byJoin.get(join);
      if (opener === undefined) return "";
      if (opener.id === node) return `${node}.${port}`;
      return [...opener.branches].find(([, members]) => members.has(node))?.[0] ?? "";
    },
    localsOf: at,
    localsIn: inside,
    homeOf: home,
  };
}
