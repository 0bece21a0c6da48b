import type { Layout } from "@baton/core";
import { boundsOf } from "../../document/commands/align.ts";
import type { Group } from "../../document/commands/groups.ts";
import type { Places } from "../../document/commands/places.ts";
import type { Scene } from "./scene.ts";

/** A group with where its frame, or the card that stands for it, is drawn. */
export interface DrawnGroup {
  readonly group: Group;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The card of a group that is collapsed. */
export const foldedSize = { width: 172, height: 46 } as const;
const padding = { side: 20, top: 38, bottom: 20 };

/** Nodes that a collapsed group stands for, by node. */
export function hiddenBy({ groups = [] }: Layout): ReadonlyMap<string, string> {
  return new Map(groups.filter((group) => group.collapsed === true).flatMap((group) => group.nodes.map((id) => [id, groupId(group.id)] as const)));
}

/** Where groups stand: round their nodes, or, collapsed, in the middle of these. */
export function drawnGroups({ groups = [] }: Layout, { cards }: Scene, places: Places): readonly DrawnGroup[] {
  return groups.flatMap((group): readonly DrawnGroup[] => {
    const boxes = group.nodes.flatMap((id) => {
      const [at, card] = [places.get(id), cards.get(id)];
      return at === undefined || card === undefined ? [] : [{ ...at, width: card.width + card.stubs, height: card.height }];
    });
    if (boxes.length === 0) return [];
    const { left, top, right, bottom } = boundsOf(boxes);
    if (group.collapsed === true) {
      const { width, height } = foldedSize;
      return [{ group, x: Math.round((left + right - width) / 2), y: Math.round((top + bottom - height) / 2), ...foldedSize }];
    }
    const [x, y] = [left - padding.side, top - padding.top];
    return [{ group, x, y, width: right + padding.side - x, height: bottom + padding.bottom - y }];
  });
}

/** How a group is called among what stands on the canvas; no node may have a space in its name. */
export function groupId(id: string): string {
  return `group ${id}`;
}

export function noteId(id: string): string {
  return `note ${id}`;
}

/** The group's or note's own id; undefined for nodes. */
export function floatOf(id: string): { readonly type: "note" | "group"; readonly id: string } | undefined {
  const [, type, own] = /^(note|group) (.+)$/.exec(id) ?? [];
  return own === undefined || (type !== "note" && type !== "group") ? undefined : { type, id: own };
}
