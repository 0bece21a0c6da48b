import { useStore } from "@xyflow/react";
import { useMemo } from "react";
import { shallow } from "zustand/shallow";
import type { Places } from "../../document/commands/places.ts";
import type { Lines } from "../edges/lines.ts";
import type { CanvasNode } from "./flow.ts";
import type { CanvasEdge } from "./flow-edges.ts";
import { areaAround, nearOf, type Span } from "./near.ts";
import type { Scene } from "./scene.ts";

/** So many cards are given to React Flow as they are: it draws only those in sight, but goes through all of them at every step. */
const fewest = 150;

interface Given {
  readonly nodes: CanvasNode[];
  readonly edges: CanvasEdge[];
}

/** What React Flow gets of a large graph: what is in and around the part that is seen, and what is selected, as that moves together. */
export function useNear({ nodes, edges, lines }: Given & { readonly lines: Lines }, scene: Scene, places: Places | undefined): Given {
  const large = scene.cards.size >= fewest;
  const area = useStore(({ transform, width, height }) => (large && width > 0 ? areaAround(transform, width, height) : undefined), shallow);
  const near = useMemo(() => {
    if (area === undefined || places === undefined) return undefined;
    const boxOf = (id: string): Span | undefined => {
      const [at, card] = [places.get(id), scene.cards.get(id)];
      return at === undefined || card === undefined ? undefined : { x: at.x, y: at.y, width: card.width, height: card.height };
    };
    return nearOf(area, lines.boxes, boxOf, edges);
  }, [area, places, scene, lines.boxes, edges]);
  return useMemo(() => {
    if (near === undefined) return { nodes, edges };
    return { nodes: nodes.filter((node) => node.type !== "card" || node.selected === true || near.cards.has(node.id)), edges: near.edges };
  }, [near, nodes, edges]);
}
