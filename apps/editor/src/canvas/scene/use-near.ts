import { useStore } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { shallow } from "zustand/shallow";
import type { Places } from "../../document/commands/places.ts";
import type { Lines } from "../edges/lines.ts";
import type { CanvasNode } from "./flow.ts";
import type { CanvasEdge } from "./flow-edges.ts";
import { areaAround, nearOf, type Span } from "./near.ts";
import type { Scene } from "./scene.ts";

/** So many cards are given to React Flow as they are: it draws only those in sight, but goes through all of them at every step. */
const fewest = 150;
/** Cards that are drawn for the first time within a frame. */
const atOnce = 20;

interface Given {
  readonly nodes: CanvasNode[];
  readonly edges: CanvasEdge[];
}

interface Near extends Given {
  /** False while cards of what is near are still coming, some in each frame. */
  readonly whole: boolean;
}

const nothing: { readonly cards: ReadonlySet<string>; readonly edges: CanvasEdge[] } = { cards: new Set(), edges: [] };

/** What React Flow gets of a large graph: what is in and around the part that is seen, and what is selected, as that moves together. */
export function useNear({ nodes, edges, lines }: Given & { readonly lines: Lines }, scene: Scene, places: Places | undefined, hidden: boolean): Near {
  const large = scene.cards.size >= fewest;
  const area = useStore(({ transform, width, height }) => (large && width > 0 ? areaAround(transform, width, height) : undefined), shallow);
  const near = useMemo(() => {
    if (hidden) return nothing;
    if (area === undefined || places === undefined) return undefined;
    const boxOf = (id: string): Span | undefined => {
      const [at, card] = [places.get(id), scene.cards.get(id)];
      return at === undefined || card === undefined ? undefined : { x: at.x, y: at.y, width: card.width, height: card.height };
    };
    return nearOf(area, lines.boxes, boxOf, edges);
  }, [hidden, area, places, scene, lines.boxes, edges]);
  const there = useComing(near?.cards);
  return useMemo(() => {
    if (near === undefined) return { nodes, edges, whole: true };
    const whole = [...near.cards].every((id) => there.has(id));
    return {
      nodes: hidden ? [] : nodes.filter((node) => node.type !== "card" || node.selected === true || there.has(node.id)),
      edges: whole ? near.edges : near.edges.filter(({ source, target }) => there.has(source) && there.has(target)),
      whole,
    };
  }, [near, there, hidden, nodes, edges]);
}

/** Those of the cards that are there by now: some more in every frame, so that none of them takes long. */
function useComing(wanted: ReadonlySet<string> = nothing.cards): ReadonlySet<string> {
  const [there, setThere] = useState<ReadonlySet<string>>(nothing.cards);
  useEffect(() => {
    if (there === wanted) return undefined;
    const missing = [...wanted].filter((id) => !there.has(id));
    if (missing.length <= atOnce) {
      setThere(wanted);
      return undefined;
    }
    const coming = new Set(missing.slice(0, atOnce));
    const frame = requestAnimationFrame(() => setThere(new Set([...wanted].filter((id) => there.has(id) || coming.has(id)))));
    return () => cancelAnimationFrame(frame);
  }, [wanted, there]);
  return there;
}
