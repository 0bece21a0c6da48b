import { useReactFlow } from "@xyflow/react";
import { type RefObject, useEffect, useRef } from "react";
import type { Places } from "../document/commands/places.ts";
import { useSelected } from "../selection/use-selection.tsx";
import type { Routes } from "./arrange/use-arrangement.ts";
import type { Scene } from "./scene/scene.ts";
import type { Sight } from "./sight.ts";

/** Shows all once it is known where things stand, what is asked for when it is asked for, and keeps what was chosen in sight. */
export function useInSight(box: RefObject<HTMLDivElement | null>, scene: Scene, places: Places | undefined, routes: Routes, sight: Sight): void {
  const flow = useReactFlow();
  const active = useSelected((state) => (state.nodes.length === 1 ? state.nodes[0] : undefined));
  const reveal = useSelected((state) => state.reveal);
  const now = useRef({ scene, places, sight });
  useEffect(() => {
    now.current = { scene, places, sight };
  });
  const known = places !== undefined;
  // At first, and whenever the engine has laid all out anew.
  useEffect(() => {
    if (known) now.current.sight.all(false);
  }, [known, routes]);
  const brought = useRef<string>(undefined);
  useEffect(() => {
    if (reveal === undefined) return undefined;
    const [node, ...others] = reveal.nodes;
    if (node !== undefined && others.length === 0) {
      brought.current = node;
      now.current.sight.node(node);
    }
    // What was just added has its place with the next drawing.
    const frame = others.length === 0 ? undefined : requestAnimationFrame(() => now.current.sight.some(reveal.nodes));
    return () => (frame === undefined ? undefined : cancelAnimationFrame(frame));
  }, [reveal]);
  // The inspector opens beside the canvas, and takes some of it.
  useEffect(() => {
    const comes = brought.current === active;
    brought.current = undefined;
    if (active === undefined || comes) return undefined;
    const frame = requestAnimationFrame(() => {
      const [corner, at, card] = [box.current?.getBoundingClientRect(), now.current.places?.get(active), now.current.scene.cards.get(active)];
      if (corner === undefined || at === undefined || card === undefined) return;
      const { x, y } = flow.flowToScreenPosition({ x: at.x + card.width / 2, y: at.y + 23 });
      const seen = x > corner.left && x < corner.right - 20 && y > corner.top && y < corner.bottom - 20;
      if (!seen) void flow.setCenter(at.x + card.width / 2, at.y + card.height / 2, { zoom: flow.getZoom(), duration: 160 });
    });
    return () => cancelAnimationFrame(frame);
  }, [active, box, flow]);
}
