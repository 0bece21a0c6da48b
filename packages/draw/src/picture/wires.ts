import type { EdgeTarget, Graph } from "@baton/core";

/** One line of the drawing. A bounded edge gives two: the one it takes, and the one it takes after that. */
export interface Wire {
  /** The edge's text, once in a drawing. */
  readonly id: string;
  /** Undefined for the wire from `start`. */
  readonly from: string | undefined;
  readonly port: string;
  /** The row of the card that it leaves. */
  readonly key: string;
  readonly to: EdgeTarget;
  readonly max?: number;
  /** Taken only after the edge was taken this often. */
  readonly beyond?: number;
}

/** The lines of a graph, each once. */
export function wiresOf(graph: Graph): readonly Wire[] {
  const wires = new Map<string, Wire>();
  const add = (wire: Wire): unknown => wires.has(wire.id) || wires.set(wire.id, wire);
  add({ id: `start -> ${targetName(graph.start)}`, from: undefined, port: "", key: "", to: graph.start });
  for (const { id, from, to, max, otherwise } of graph.edges) {
    add({ id, from: from.node, port: from.port, key: from.port, to, ...(max === undefined ? {} : { max }) });
    if (otherwise === undefined) continue;
    add({ id: `${id} else ${targetName(otherwise)}`, from: from.node, port: from.port, key: `${from.port} else`, to: otherwise, beyond: max ?? 0 });
  }
  return [...wires.values()];
}

/** The lines that leave each node. */
export function wiresByNode(wires: readonly Wire[]): ReadonlyMap<string, readonly Wire[]> {
  const leaving = new Map<string, Wire[]>();
  for (const wire of wires) {
    if (wire.from === undefined) continue;
    const known = leaving.get(wire.from);
    if (known === undefined) leaving.set(wire.from, [wire]);
    else known.push(wire);
  }
  return leaving;
}

/** The node that a wire leads to, if it leads to one. */
export function targetsOf({ to }: Wire): readonly string[] {
  return to.type === "node" ? [to.node] : [];
}

/** A target as documents write it. */
export function targetName(target: EdgeTarget): string {
  return target.type === "node" ? target.node : `end.${target.outcome}`;
}
