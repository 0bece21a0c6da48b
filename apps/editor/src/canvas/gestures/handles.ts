import type { Card } from "@baton/draw";
import type { WireFrom } from "../../document/commands/edges.ts";
import { adoptionOf, ownerOf } from "../../document/commands/relations.ts";
import { portsOf } from "../../document/ports.ts";
import type { View } from "../../document/reading.ts";
import type { ConnectFrom } from "./connecting.ts";

/** Names of the handles that are no ports; no port may be called one of these, as they have a colon. */
export const handles = { start: "start:", in: "in:", held: "held:", owns: "owns:", hands: "hands:", out: "out:" } as const;
/** No node of a document may have this name. */
export const startId = "start";

/** The way out that every step has, and that no row shows until a wire begins there. */
export const failedPort = "failed";

/** True where a wire can be drawn from `failed` though no row shows it: from the card's underside. */
export function offersFailed({ rows }: Card, owned: boolean): boolean {
  return !owned && rows.every(({ key }) => key !== failedPort);
}

/** Where it is on the underside, from the left: clear of the ring of owners. */
export function failedAt({ width }: Card): number {
  return width - 18;
}

const beyond = " else";

/** Where a wire begins that leaves a node's row: its port, or what it leads to after its bound. */
export function fromRow(node: string, key: string): WireFrom {
  return key.endsWith(beyond) ? { type: "port", node, port: key.slice(0, -beyond.length), beyond: true } : { type: "port", node, port: key };
}

/** What is drawn from a handle. */
export function fromHandle(view: Pick<View, "reading" | "manifest">, node: string, handle: string): ConnectFrom {
  if (node === startId) return { type: "wire", from: { type: "start" }, implied: false };
  if (handle === handles.in || handle === handles.held) return { type: "into", node, moves: undefined };
  if (handle === handles.owns) return { type: "owner", node };
  if (handle === handles.hands) return { type: "member", node };
  return fromPort(view, fromRow(node, handle));
}

/** A wire from a port; an edge may leave the port out where it is the node's first. */
export function fromPort(view: Pick<View, "reading" | "manifest">, from: WireFrom): ConnectFrom {
  const [first] = from.type === "port" ? portsOf(view, from.node) : [];
  return { type: "wire", from, implied: from.type === "port" && first?.name === from.port && first.explicit !== true };
}

/** Everything that can be drawn from a node, in the order in which keys go through it. */
export function fromsOf(view: Pick<View, "reading" | "manifest">, node: string): readonly ConnectFrom[] {
  const owner = ownerOf(view, node);
  const ports = owner === undefined ? [...portsOf(view, node).map((port) => port.name), failedPort] : [];
  return [
    ...ports.map((port) => fromPort(view, { type: "port", node, port })),
    ...(adoptionOf(view, node) === undefined ? [] : [{ type: "owner", node } as const]),
    ...(owner?.owned.handsTo === undefined ? [] : [{ type: "member", node } as const]),
  ];
}
