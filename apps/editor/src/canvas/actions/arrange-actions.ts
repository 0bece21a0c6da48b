import { groupColours } from "@baton/core";
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceAround,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceAround,
  FoldVertical,
  Group,
  type LucideIcon,
  Palette,
  PencilLine,
  Ungroup,
  UnfoldVertical,
  WandSparkles,
} from "lucide-react";
import { aligned, type Alignment, alignments, distributed, type Distribution, distributions, type Sized } from "../../document/commands/align.ts";
import { makeGroup, setGroup } from "../../document/commands/groups.ts";
import { lockedNodes, placeNodes } from "../../document/commands/places.ts";
import { floatOf, groupId } from "../scene/fold.ts";
import type { Acting, Action } from "./acting.ts";

const alignIcons: Readonly<Record<Alignment, LucideIcon>> = {
  left: AlignStartVertical,
  centre: AlignCenterVertical,
  right: AlignEndVertical,
  top: AlignStartHorizontal,
  middle: AlignCenterHorizontal,
  bottom: AlignEndHorizontal,
};
const distributeIcons: Readonly<Record<Distribution, LucideIcon>> = { across: AlignHorizontalSpaceAround, down: AlignVerticalSpaceAround };

/** What may be done to where steps stand. */
export function arrangeActions(acting: Acting): readonly Action[] {
  const { t, change, selected, places, scene, document } = acting;
  const { nodes } = selected;
  const boxes = (): readonly Sized[] => {
    const locked = lockedNodes(document.store.getState().layout);
    return nodes.flatMap((id) => {
      const [at, card] = [places.get(id), scene.cards.get(id)];
      return at === undefined || card === undefined || locked.has(id) ? [] : [{ id, x: at.x, y: at.y, width: card.width, height: card.height }];
    });
  };
  return [
    ...alignments.map((to): Action => ({
      id: `align-${to}`,
      label: t(`actions.align.${to}`),
      icon: alignIcons[to],
      may: nodes.length > 1,
      run: () => change(t("gestures.align"), (view) => placeNodes(view, places, aligned(boxes(), to))),
    })),
    ...distributions.map((way): Action => ({
      id: `distribute-${way}`,
      label: t(`actions.distribute.${way}`),
      icon: distributeIcons[way],
      may: nodes.length > 2,
      run: () => change(t("gestures.distribute"), (view) => placeNodes(view, places, distributed(boxes(), way))),
    })),
    { id: "tidy", label: t("actions.tidy"), icon: WandSparkles, may: nodes.length > 1, run: () => acting.tidy(nodes) },
    {
      id: "group",
      label: t("actions.group"),
      icon: Group,
      keys: ["mod+g"],
      may: nodes.length > 0,
      run: () => {
        const next = (document.store.getState().layout.groups ?? []).reduce((most, group) => Math.max(most, Number(group.id) || 0), 0) + 1;
        if (!change(t("gestures.group"), (view) => makeGroup(view, places, nodes, t("group.new", { number: next })))) return;
        acting.selection.select([], [groupId(String(next))]);
        acting.edit(groupId(String(next)));
      },
    },
    ...groupActions(acting),
  ];
}

/** What may be done to the group that is selected, or that the selected steps are in. */
function groupActions(acting: Acting): readonly Action[] {
  const { t, change, selection, selected, document } = acting;
  const { groups = [] } = document.store.getState().layout;
  const chosen = selected.floats.flatMap((id) => (floatOf(id)?.type === "group" ? [floatOf(id)?.id] : []))[0];
  const group = groups.find((each) => (chosen === undefined ? each.nodes.some((id) => selected.nodes.includes(id)) : each.id === chosen));
  const may = group !== undefined;
  const folded = group?.collapsed === true;
  const set = (label: string, part: Parameters<typeof setGroup>[2]): void => {
    if (group !== undefined) change(label, (view) => setGroup(view, group.id, part));
  };
  return [
    {
      id: "retitle",
      label: t("actions.retitle"),
      icon: PencilLine,
      may: chosen !== undefined,
      run: () => group !== undefined && acting.edit(groupId(group.id)),
    },
    {
      id: "fold",
      label: t(folded ? "actions.expand" : "actions.collapse"),
      icon: folded ? UnfoldVertical : FoldVertical,
      may,
      run: () => {
        set(t(folded ? "gestures.expand" : "gestures.collapse"), { collapsed: !folded });
        if (group !== undefined) selection.select([], [groupId(group.id)]);
      },
    },
    {
      id: "ungroup",
      label: t("actions.ungroup"),
      icon: Ungroup,
      keys: ["mod+Shift+g"],
      may,
      run: () => {
        set(t("gestures.ungroup"), undefined);
        if (group !== undefined) selection.select(group.nodes);
      },
    },
    ...groupColours.map((colour): Action => ({
      id: `colour-${colour}`,
      label: t(`actions.colour.${colour}`),
      icon: Palette,
      may: chosen !== undefined && (group?.colour ?? "grey") !== colour,
      run: () => set(t("gestures.colour"), { colour }),
    })),
  ];
}
