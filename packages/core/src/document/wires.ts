import type { Json } from "../json.ts";
import type { Edge, EdgeTarget } from "./graph.ts";
import { type Place, parseAt, type Reading, report } from "./reading.ts";
import { isObject } from "./render.ts";
import { edgeSchema } from "./schema.ts";

/** An edge as written, before the port that it leaves out is known. */
export interface Wire {
  readonly from: { readonly node: string; readonly port: string | undefined };
  readonly to: EdgeTarget;
  readonly max: number | undefined;
  readonly otherwise: EdgeTarget | undefined;
  readonly index: number;
}

const end = /^([A-Za-z_][\w]*)(?:\.([A-Za-z_]\w*))?$/;

/** Reads one item of `edges`; undefined (and reported) if it cannot be understood. */
export function readWire(reading: Reading, edges: Place, item: Json, index: number): Wire | undefined {
  const place = { source: edges.source, path: [...edges.path, index] };
  const long = isObject(item) ? parseAt(reading, place, edgeSchema, item, Object.keys(edgeSchema.shape)) : undefined;
  if (isObject(item) && long === undefined) return undefined;
  const text = long?.edge ?? item;
  const textPlace = long === undefined ? place : { source: place.source, path: [...place.path, "edge"] };
  if (typeof text !== "string") {
    report(reading, textPlace, "BT119", "An edge is a text such as `a.port -> b`, or a mapping with `edge`, `max` and `else`.");
    return undefined;
  }
  const sides = text.split("->").map((side) => side.trim());
  const from = end.exec(sides[0] ?? "");
  const to = sides.length === 2 ? readTarget(sides[1] ?? "") : undefined;
  if (from === null || to === undefined || from[1] === "end") {
    report(reading, textPlace, "BT119", `\`${brief(text)}\` is not an edge; write \`a.port -> b\`, \`a -> b\` or \`a -> end.outcome\`.`);
    return undefined;
  }
  const otherwise = long?.else === undefined ? undefined : readTarget(long.else.trim());
  if (long?.else !== undefined && otherwise === undefined) {
    report(
      reading,
      { source: place.source, path: [...place.path, "else"] },
      "BT119",
      `\`${brief(long.else)}\` is not where an edge can lead; write a node's name, or \`end.outcome\`.`,
    );
  }
  return { from: { node: from[1] ?? "", port: from[2] }, to, max: long?.max, otherwise, index };
}

function readTarget(text: string): EdgeTarget | undefined {
  const match = end.exec(text);
  const name = match?.[1];
  if (name === undefined || name === "start") return undefined;
  if (name === "end") return { type: "outcome", outcome: match?.[2] ?? "done" };
  return match?.[2] === undefined ? { type: "node", node: name } : undefined;
}

/** The edge with its port resolved: one without a port leaves by its node's first. */
export function toEdge(wire: Wire, firstPort: string): Edge {
  const port = wire.from.port ?? firstPort;
  return {
    id: `${wire.from.node}.${port} -> ${targetText(wire.to)}`,
    from: { node: wire.from.node, port },
    to: wire.to,
    ...(wire.max === undefined ? {} : { max: wire.max }),
    ...(wire.otherwise === undefined ? {} : { otherwise: wire.otherwise }),
    path: ["edges", wire.index],
  };
}

function targetText(target: EdgeTarget): string {
  return target.type === "node" ? target.node : `end.${target.outcome}`;
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
