import type { NodeChange } from "@xyflow/react";
import { type PointerEvent, useMemo, useRef } from "react";
import { useSelection } from "../../selection/use-selection.tsx";
import type { CanvasNode } from "../scene/flow.ts";

interface Marquee {
  readonly events: Readonly<Record<"onPointerDownCapture" | "onPointerUp", (event: PointerEvent) => void>>;
  /** What a frame that is being drawn does to the selection: with Shift it takes nothing away. */
  kept(changes: NodeChange<CanvasNode>[]): NodeChange<CanvasNode>[];
}

/** React Flow's frame begins a selection anew; with Shift held it adds to the one that is there. */
export function useMarquee(): Marquee {
  const selection = useSelection();
  const before = useRef<ReadonlySet<string>>(new Set());
  return useMemo(
    () => ({
      events: {
        onPointerDownCapture: ({ target, shiftKey }) => {
          const onPane = target instanceof Element && target.classList.contains("react-flow__pane");
          const { nodes, floats } = selection.store.getState();
          before.current = new Set(onPane && shiftKey ? [...nodes, ...floats] : []);
        },
        // The frame tells of its end after this.
        onPointerUp: () => requestAnimationFrame(() => (before.current = new Set())),
      },
      kept: (changes) =>
        before.current.size === 0 ? changes : changes.filter((change) => change.type !== "select" || change.selected || !before.current.has(change.id)),
    }),
    [selection],
  );
}
