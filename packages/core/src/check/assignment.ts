import type { Json } from "../json.ts";
import type { Port } from "../kind/kind.ts";
import type { Model, ModelNode, Wire } from "./model.ts";
import { provenBy } from "./narrow.ts";
import type { Regions } from "./regions.ts";

/** Which channels are certainly written where: a forward dataflow over ports, each channel one bit. */
export interface Assignment {
  /** True where every way into the node has written the channel; also where the node cannot be reached. */
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
      gained.set(key, bits);
    }
    return bits;
  };
  const { entry, leaving } = flow(model, regions, bitsOf(initial(model)), everything, gain);
  const has = (bits: Bits | undefined, channel: string): boolean => {
    const at = index.get(channel);
    return at === undefined || bits === undefined || ((bits[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;
  };
  return {
    before: (node, channel) => has(entry.get(node), channel),
    after: (node, port, channel) => !entry.has(node) || has(leaving(node, port), channel),
    witness: (channel, node, port) => witness(model, (wire) => !has(gain(wire.node, wire.port), channel), node, port),
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

function flow(model: Model, regions: Regions, first: Bits, everything: Bits, gain: (id: string, port: string) => Bits): Flow {
  const entry = new Map<string, Bits>();
  /** What arrived at a join that waits for all its branches, by branch. */
  const arrived = new Map<string, Map<string, Bits>>();
  const leaving = (id: string, port: string): Bits => {
    const before = entry.get(id) ?? everything;
    const failed = port === "failed" && regions.waitsForAll(id);
    return union(failed ? inEvery(arrived.get(id), before) : before, gain(id, port));
  };
  if (model.start === undefined) return { entry, leaving };
  entry.set(model.start, first.slice());
  const queue = [model.start];
  const waiting = new Set(queue);
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    waiting.delete(id);
    for (const { port, to } of model.wires.get(id) ?? []) {
      if (to.type !== "node") continue;
      const out = leaving(id, port);
      const known = entry.get(to.node);
      const met = known === undefined ? out : intersection(known, out);
      const next = regions.waitsForAll(to.node) ? joined(arrived, to.node, regions, regions.branchOf(id, port, to.node), out, everything) : met;
      if (known !== undefined && same(known, next)) continue;
      entry.set(to.node, next);
      if (!waiting.has(to.node)) queue.push(to.node);
      waiting.add(to.node);
    }
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

/** What a join has when it failed: only what every branch would have written. */
function inEvery(branches: ReadonlyMap<string, Bits> | undefined, otherwise: Bits): Bits {
  return branches === undefined ? otherwise : [...branches.values()].reduce(intersection, otherwise);
}

function union(left: Bits, right: Bits): Bits {
  return left.map((word, at) => word | (right[at] ?? 0));
}

function intersection(left: Bits, right: Bits): Bits {
  return left.map((word, at) => word & (right[at] ?? 0));
}

function same(left: Bits, right: Bits): boolean {
  return left.every((word, at) => word === right[at]);
}

function witness(model: Model, silent: (wire: Wire) => boolean, node: string, port: string | undefined): readonly string[] {
  if (model.start === undefined) return [node];
  const from = new Map<string, string | undefined>([[model.start, undefined]]);
  for (const id of from.keys()) {
    if (id === node) break;
    for (const wire of model.wires.get(id) ?? []) {
      if (wire.to.type === "node" && !from.has(wire.to.node) && silent(wire)) from.set(wire.to.node, id); // iteration takes it in
    }
  }
  const way: string[] = [];
  for (let id: string | undefined = node; id !== undefined; id = from.get(id)) way.push(id);
  way.reverse();
  return port === undefined ? way : [...way.slice(0, -1), `${node}.${port}`];
}
