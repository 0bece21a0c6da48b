import type { HostManifest } from "@baton/core";
import { adoptionOf } from "../../document/commands/relations.ts";
import { newOutcome } from "../../document/commands/outcomes.ts";
import type { View } from "../../document/reading.ts";
import { kindItems, matching, type PaletteItem, toolItems } from "../../palette/items.ts";
import type { ConnectFrom } from "./connecting.ts";

export type QuickChoice =
  | { readonly type: "item"; readonly item: PaletteItem }
  | { readonly type: "node"; readonly node: string }
  | { readonly type: "end"; readonly outcome: string; readonly fresh: boolean };

interface Asked {
  readonly view: Pick<View, "reading"> & { readonly manifest: HostManifest };
  /** What is being drawn, if something is: only what fits it is offered. */
  readonly from: ConnectFrom | undefined;
  /** Nodes that it may lead to. */
  readonly targets: readonly string[];
  readonly typed: string;
}

/** What a quick-add offers for what was typed: kinds and tools, nodes that a wire may lead to, and the run's ends. */
export function quickChoices({ view, from, targets, typed }: Asked): readonly QuickChoice[] {
  const wanted = typed.trim().toLowerCase();
  const items = matching(itemsFor(view, from), typed).map((item): QuickChoice => ({ type: "item", item }));
  const nodes =
    wanted === "" && from?.type !== "member" ? [] : targets.filter((id) => id.includes(wanted)).map((node): QuickChoice => ({ type: "node", node }));
  const ends = from?.type === "wire" ? outcomes(view, typed, wanted) : [];
  // Who types "end" means it, though kinds have it in their summaries.
  const [named, others] = [
    nodes.filter((each) => each.type === "node" && each.node === wanted),
    nodes.filter((each) => each.type !== "node" || each.node !== wanted),
  ];
  return wanted === "" ? [...nodes, ...items, ...ends] : [...named, ...ends, ...others, ...items];
}

function itemsFor(view: Asked["view"], from: ConnectFrom | undefined): readonly PaletteItem[] {
  const all = [...kindItems, ...toolItems(view.manifest)];
  if (from?.type === "member") return [];
  if (from?.type !== "owner") return all;
  const as = adoptionOf(view, from.node)?.as;
  return all.filter(({ kind }) => as !== undefined && kind.ownable.includes(as));
}

function outcomes(view: Asked["view"], typed: string, wanted: string): readonly QuickChoice[] {
  const known = [...(view.reading.graph?.outcomes.keys() ?? [])].filter((outcome) => `end ${outcome} end.${outcome}`.includes(wanted));
  const fresh = /^end[.:\s]/i.test(typed.trim()) ? newOutcome(view, typed) : undefined;
  return [
    ...known.map((outcome): QuickChoice => ({ type: "end", outcome, fresh: false })),
    ...(fresh === undefined ? [] : [{ type: "end", outcome: fresh, fresh: true } as const]),
  ];
}
