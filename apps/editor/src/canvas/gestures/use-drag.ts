import { type NodeChange, useStoreApi } from "@xyflow/react";
import { createContext, type RefObject, useCallback, useMemo, useRef } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";
import { boundsOf } from "../../document/commands/align.ts";
import type { Lines } from "../edges/lines.ts";
import { floatOf } from "../scene/fold.ts";
import type { CanvasNode } from "../scene/flow.ts";
import { type Guide, snapOf } from "./snap.ts";

export type GuidesStore = StoreApi<{ readonly guides: readonly Guide[] }>;

const none: readonly Guide[] = [];

export function createGuides(): GuidesStore {
  return createStore(() => ({ guides: none }));
}

export const GuidesContext = createContext<GuidesStore>(createGuides());

/** Pixels of the screen within which what is dragged comes into line. */
const reach = 6;

interface Drag {
  /** Brings positions of a drag into line with what stands near, and takes a group's nodes with it. */
  adjust(changes: NodeChange<CanvasNode>[], nodes: readonly CanvasNode[]): NodeChange<CanvasNode>[];
  /** How far the drag was brought into line; ends it. */
  done(): { readonly dx: number; readonly dy: number };
}

/** What happens to things while they are dragged. */
export function useDrag(guides: GuidesStore, lines: RefObject<Lines | undefined>): Drag {
  const store = useStoreApi();
  const snapped = useRef({ dx: 0, dy: 0 });
  const adjust = useCallback<Drag["adjust"]>(
    (changes, nodes) => {
      const moves = new Map(
        changes.flatMap((change) => (change.type === "position" && change.position !== undefined ? [[change.id, change.position] as const] : [])),
      );
      if (moves.size === 0) return changes;
      const byId = new Map(nodes.map((node) => [node.id, node]));
      const boxes = [...moves].flatMap(([id, at]) => {
        const node = byId.get(id);
        return node === undefined ? [] : [{ x: at.x, y: at.y, width: node.width ?? 0, height: node.height ?? 0 }];
      });
      if (boxes.length === 0) return changes;
      const { left, top, right, bottom } = boundsOf(boxes);
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const inGroups = new Set([...moves.keys()].flatMap((id) => membersOf(byId.get(id))));
      const near = (lines.current?.boxes.within(-x / zoom, -y / zoom, (width - x) / zoom, (height - y) / zoom) ?? []).filter(
        ({ id }) => !moves.has(id) && !inGroups.has(id),
      );
      const snap = snapOf({ x: left, y: top, width: right - left, height: bottom - top }, near, reach / zoom);
      snapped.current = { dx: snap.dx, dy: snap.dy };
      guides.setState({ guides: snap.guides });
      const moved = changes.map((change) => {
        if (change.type !== "position" || change.position === undefined) return change;
        return { ...change, position: { x: change.position.x + snap.dx, y: change.position.y + snap.dy } };
      });
      return [...moved, ...followers(moved, byId)];
    },
    [store, guides, lines],
  );
  return useMemo(
    () => ({
      adjust,
      done: () => {
        const { current } = snapped;
        snapped.current = { dx: 0, dy: 0 };
        guides.setState({ guides: none });
        return current;
      },
    }),
    [adjust, guides],
  );
}

/** The nodes of a group go where it goes. */
function followers(changes: readonly NodeChange<CanvasNode>[], byId: ReadonlyMap<string, CanvasNode>): NodeChange<CanvasNode>[] {
  const moved = new Set(changes.flatMap((change) => (change.type === "position" ? [change.id] : [])));
  return changes.flatMap((change) => {
    if (change.type !== "position" || change.position === undefined || floatOf(change.id)?.type !== "group") return [];
    const group = byId.get(change.id);
    const by = { x: change.position.x - (group?.position.x ?? 0), y: change.position.y - (group?.position.y ?? 0) };
    return membersOf(group).flatMap((id): NodeChange<CanvasNode>[] => {
      const node = byId.get(id);
      if (node === undefined || moved.has(id)) return [];
      return [{ id, type: "position", position: { x: node.position.x + by.x, y: node.position.y + by.y } }];
    });
  });
}

function membersOf(node: CanvasNode | undefined): readonly string[] {
  return node?.type === "group" ? node.data.group.nodes : [];
}
