import type { Appearance, Effect, HostManifest, Kind } from "@baton/core";
import { kinds } from "@baton/nodes";
import { configSchema } from "../document/kind-schema.ts";

/** Something that can be added to a graph. */
export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  readonly kind: Kind;
  readonly appearance: Appearance;
  /** A tool of the host that the new node calls. */
  readonly tool?: string;
  readonly effect?: Effect;
  /** The key that adds it while the canvas has the focus. */
  readonly shortcut?: string;
}

/** Kinds in the order in which a palette shows them, with their keys; a kind that is not here comes last in its family. */
const order: readonly (readonly [type: string, shortcut?: string])[] = [
  ["agent", "A"],
  ["supervisor", "S"],
  ["handoff", "H"],
  ["router", "R"],
  ["tool", "T"],
  ["transform"],
  ["review", "V"],
  ["check", "K"],
  ["gate"],
  ["branch", "B"],
  ["parallel"],
  ["join"],
  ["wait"],
  ["subgraph"],
  ["remote"],
];

export const families = ["think", "act", "guard", "flow", "elsewhere"] as const satisfies readonly Appearance["family"][];

/** Every kind as a palette offers it. */
export const kindItems: readonly PaletteItem[] = [...kinds.values()]
  .map((kind) => ({ kind, rank: order.findIndex(([type]) => type === kind.type) }))
  .toSorted((one, other) => (one.rank < 0 ? order.length : one.rank) - (other.rank < 0 ? order.length : other.rank))
  .map(({ kind, rank }): PaletteItem => {
    const shortcut = order[rank]?.[1];
    return { id: kind.type, label: kind.title, kind, appearance: kind.appearance, ...(shortcut === undefined ? {} : { shortcut }) };
  });

/** The host's tools, each as a node that calls it. */
export function toolItems({ tools }: HostManifest): readonly PaletteItem[] {
  const calls = kindItems.find(({ kind }) => demands(kind, "tool"));
  if (calls === undefined) return [];
  return Object.entries(tools).map(([tool, { effect }]) => ({ id: `tool ${tool}`, label: tool, kind: calls.kind, appearance: calls.appearance, tool, effect }));
}

function demands(kind: Kind, key: string): boolean {
  const { required } = configSchema(kind);
  return Array.isArray(required) && required.includes(key);
}

/** Items whose name or summary has what somebody typed; a name that begins with it comes first. */
export function matching(items: readonly PaletteItem[], typed: string): readonly PaletteItem[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return items;
  const rank = ({ label, kind, tool }: PaletteItem): number => {
    const name = label.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.includes(wanted)) return 1;
    return tool === undefined && kind.summary.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return items.filter((item) => rank(item) < 3).toSorted((one, other) => rank(one) - rank(other));
}

/** What a drag from the palette carries. */
export const dragType = "application/x-baton-item";
