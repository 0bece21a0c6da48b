import type { Json } from "../json.ts";
import { ownersAround, successPorts, waitedFor } from "../kind/owners.ts";
import type { Port } from "../kind/kind.ts";
import type { Model, ModelNode, Wire } from "./model.ts";
import { provenBy } from "./narrow.ts";
import type { Regions } from "./regions.ts";

/** Which channels are certainly written where: a forward dataflow over ports, each channel one bit. */
export interface Assignment {
  /** True where every way into the node has written the channel; also where the node cannot be reached. A node that another owns is reached through that one. */
  before(node: string, channel: string): boolean;
  /** The same for a node that is left by a port, its own writes included. */
  after(node: string, port: string, channel: string): boolean;
  /** A shortest way from the start into the node, and out by `port` if given, on which nothing writes the channel. */
  witness(channel: string, node: string, port?: string): readonly string[];
}

type Bits = Uint32Array;

/** Solves definite assignment for all channels and region locals at once. */
export function solveAssignment(model: Model, regions: Regions): Assignment {
  const index = new Map<string, number>();
  const add = (name: string): number => index.get(name) ?? (index.set(name, index.size), index.size - 1);
  for (const name of model.graph.channels.keys()) add(name);
  for (const { region } of model.nodes.values()) {
    if (region?.type === "opens") for (const name of Object.keys(region.locals ?? {})) add(name);
  }
  const words = Math.max(1, Math.ceil(index.size / 32));
  const bitsOf = (names: Iterable<string>): Bits => {
    const bits = new Uint32Array(words);
    for (const name of names) {
      const at = index.get(name);
      if (at !== undefined) bits[at >> 5] = (bits[at >> 5] ?? 0) | (1 << (at & 31));
    }
    return bits;
  };
  const everything = bitsOf(index.keys());
  const gained = new Map<string, Bits>();
  const gain = (id: string, port: string): Bits => {
    const key = `${id}.${port}`;
    let bits = gained.get(key);
    if (bits === undefined) {
      const node = model.nodes.get(id);
      bits = node === undefined ? everything : bitsOf(writtenOn(node, port));
      for (const worker of node === undefined ? [] : required(model, node, port)) bits = union(bits, success(worker));
      gained.set(key, bits);
    }
    return bits;
  };
  /** What an owned node has written once it succeeded, whichever way. */
  const success = (node: ModelNode): Bits =>
    successPorts(node.ports)
      .map((port) => gain(node.id, port.name))
      .reduce(intersection, everything);
  const lost = new Map(
    [...model.nodes.values()].flatMap(({ id, region }) => (region?.type === "opens" ? [[id, bitsOf(Object.keys(region.locals ?? {}))] as const] : [])),
  );
  const lose = (id: string, port: string): Bits | undefined => (startsBranch(model.nodes.get(id), port) ? lost.get(id) : undefined);
  const { entry, leaving } = flow(model, regions, { first: bitsOf(initial(model)), everything, gain, lose });
  const has = (bits: Bits | undefined, channel: string): boolean => {
    const at = index.get(channel);
    return at === undefined || bits === undefined || ((bits[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;
  };
  const before = (node: string, channel: string): boolean => {
    const owner = model.owners.get(node)?.owner;
    if (owner === undefined) return has(entry.get(node), channel);
    const earlier = [...waitedFor(model.owners, node)].flatMap((id) => model.nodes.get(id) ?? []);
    return before(owner, channel) || earlier.some((each) => has(success(each), channel));
  };
  return {
    before,
    after: (node, port, channel) => !entry.has(node) || has(leaving(node, port), channel),
    witness: (channel, node, port) => {
      const [outermost = node, ...inside] = ownersAround(model.owners, node).toReversed();
      return [...witness(model, regions, (wire) => !has(gain(wire.node, wire.port), channel), outermost, port), ...inside];
    },
  };
}

function initial(model: Model): readonly string[] {
  const written = [...model.graph.channels.values()].filter((channel) => channel.initial !== undefined);
  return [...model.graph.input, ...written.map((channel) => channel.name)];
}

function* writtenOn(node: ModelNode, port: string): Iterable<string> {
  yield* Object.keys(node.node.writes.get(port) ?? {});
  yield* provenOn(node.ports.find((each) => each.name === port));
  const { region } = node;
  if (region?.type !== "opens" || !region.ports.includes(port)) return;
  for (const [name, local] of Object.entries(region.locals ?? {})) if (local.written) yield name;
}

/** The owned nodes that have succeeded where their owner is left by a port, with those that these waited for. */
function required(model: Model, { id, node, kind, ports }: ModelNode, port: string): readonly ModelNode[] {
  if (!successPorts(ports).some((each) => each.name === port)) return [];
  const needed = kind.owns(node.config).filter((owned) => owned.required && model.owners.get(owned.node)?.owner === id);
  const all = new Set(needed.flatMap((owned) => [owned.node, ...waitedFor(model.owners, owned.node)]));
  return [...all].flatMap((each) => model.nodes.get(each) ?? []);
}

function startsBranch(node: ModelNode | undefined, port: string): boolean {
  return node?.region?.type === "opens" && node.region.ports.includes(port);
}

/** Channels that the conditions of a port prove written. */
export function* provenOn(port: Port | undefined): Iterable<string> {
  for (const condition of port?.when ?? []) yield* provenBy(condition, true);
  for (const condition of port?.unless ?? []) yield* provenBy(condition, false);
}

/** Channels proven written where one of a node's conditions is evaluated: those before it did not hold. */
export function provenBefore(node: ModelNode, condition: Json): ReadonlySet<string> {
  const port = node.ports.find((each) => each.when?.includes(condition));
  return new Set((port?.unless ?? []).flatMap((earlier) => [...provenBy(earlier, false)]));
}

interface Flow {
  /** What is written on every way into each node that can be reached. */
  readonly entry: ReadonlyMap<string, Bits>;
  /** What is written once a node was left by a port. */
  readonly leaving: (id: string, port: string) => Bits;
}

interface Facts {
  readonly first: Bits;
  readonly everything: Bits;
  /** What a port writes. */
  readonly gain: (id: string, port: string) => Bits;
  /** What a branch has for itself and begins without. */
  readonly lose: (id: string, port: string) => Bits | undefined;
}

function flow(model: Model, regions: Regions, { first, everything, gain, lose }: Facts): Flow {
  const entry = new Map<string, Bits>();
  /** What arrived at a join that waits for all its branches, by branch. */
  const arrived = new Map<string, Map<string, Bits>>();
  const leaving = (id: string, port: string): Bits => {
    const lost = lose(id, port);
    // Where a join fails, nobody knows of any branch that it succeeded.
    const opener = port === "failed" ? regions.openerOf(id) : undefined;
    const before = entry.get(opener ?? id) ?? everything;
    return union(lost === undefined ? before : without(before, lost), gain(id, port));
  };
  if (model.start === undefined) return { entry, leaving };
  entry.set(model.start, first.slice());
  const queue = [model.start];
  const waiting = new Set(queue);
  const add = (id: string): void => {
    if (!waiting.has(id)) queue.push(id);
    waiting.add(id);
  };
  const arrive = (to: string, next: Bits): void => {
    const known = entry.get(to);
    if (known !== undefined && same(known, next)) return;
    entry.set(to, next);
    add(to);
  };
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    waiting.delete(id);
    for (const { port, to } of model.wires.get(id) ?? []) {
      if (to.type !== "node") continue;
      const out = leaving(id, port);
      const known = entry.get(to.node);
      const met = known === undefined ? out : intersection(known, out);
      arrive(to.node, regions.waitsForAll(to.node) ? joined(arrived, to.node, regions, regions.branchOf(id, port, to.node), out, everything) : met);
    }
    const join = regions.joinOf(id);
    const before = entry.get(id);
    const around = join === undefined ? undefined : entry.get(join);
    if (join === undefined || before === undefined) continue;
    if (regions.mayBeNone(join)) arrive(join, around === undefined ? before : intersection(around, before));
    else if (around !== undefined) add(join); // what its failure leaves depends on what was there before
  }
  return { entry, leaving };
}

/** Ways inside one branch meet, branches add up: the join runs once all of them came. A branch still to come may write anything. */
function joined(arrived: Map<string, Map<string, Bits>>, join: string, regions: Regions, branch: string, out: Bits, everything: Bits): Bits {
  const branches = arrived.get(join) ?? new Map<string, Bits>();
  arrived.set(join, branches);
  const known = branches.get(branch);
  branches.set(branch, known === undefined ? out : intersection(known, out));
  return regions.branchesAt(join).some((each) => !branches.has(each)) ? everything : [...branches.values()].reduce(union);
}

function union(left: Bits, right: Bits): Bits {
  return left.map((word, at) => word | (right[at] ?? 0));
}

function without(left: Bits, right: Bits): Bits {
  return left.map((word, at) => word & ~(right[at] ?? 0));
}

function intersection(left: Bits, right: Bits): Bits {
  return left.map((word, at) => word & (right[at] ?? 0));
}

function same(left: Bits, right: Bits): boolean {
  return left.every((word, at) => word === right[at]);
}

function witness(model: Model, regions: Regions, silent: (wire: Wire) => boolean, node: string, port: string | undefined): readonly string[] {
  if (model.start === undefined) return [node];
  const from = new Map<string, string | undefined>([[model.start, undefined]]);
  for (const id of from.keys()) {
    if (id === node) break;
    for (const wire of model.wires.get(id) ?? []) {
      if (wire.to.type === "node" && !from.has(wire.to.node) && silent(wire)) from.set(wire.to.node, id); // iteration takes it in
    }
    const join = regions.joinOf(id);
    if (join !== undefined && regions.mayBeNone(join) && !from.has(join)) from.set(join, id);
  }
  const way: string[] = [];
  for (let id: string | undefined = node; id !== undefined; id = from.get(id)) way.push(id);
  way.reverse();
  return port === undefined ? way : [...way.slice(0, -1), `${node}.${port}`];
}
