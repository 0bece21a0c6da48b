import { applyNodeChanges, type NodeChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Places } from "../../document/commands/places.ts";
import { useDocumentState } from "../../document/use-document.tsx";
import { useSelected, useSelection } from "../../selection/use-selection.tsx";
import type { Routes } from "../arrange/use-arrangement.ts";
import { boxesOf } from "../edges/boxes.ts";
import type { Lines } from "../edges/lines.ts";
import { type CanvasEdge, type CanvasNode, flowEdges, flowNodes } from "./flow.ts";
import type { Scene } from "./scene.ts";

interface Flow {
  readonly nodes: CanvasNode[];
  readonly edges: CanvasEdge[];
  readonly lines: Lines;
  readonly onNodesChange: (changes: NodeChange<CanvasNode>[]) => void;
}

/** What React Flow draws: the document's nodes, with where a drag under way has them. */
export function useFlow(scene: Scene, places: Places | undefined, routes: Routes): Flow {
  const selection = useSelection();
  const notes = useDocumentState((state) => state.layout.notes);
  const selected = useSelected((state) => state.nodes);
  const wire = useSelected((state) => state.wire);
  const [nodes, setNodes] = useState<CanvasNode[]>([]);

  useEffect(() => {
    if (places === undefined) return;
    setNodes((before) => [...flowNodes(scene, places, notes, new Map(before.map((node) => [node.id, node])))]);
  }, [scene, places, notes]);
  useEffect(() => {
    const wanted = new Set(selected);
    setNodes((before) => {
      const next = before.map((node) =>
        (node.selected ?? false) === wanted.has(node.id) || node.type === "note" ? node : { ...node, selected: wanted.has(node.id) },
      );
      return next.some((node, index) => node !== before[index]) ? next : before;
    });
  }, [selected, nodes.length]);

  const plain = useMemo(() => flowEdges(scene), [scene]);
  const edges = useMemo(() => plain.map((edge) => (edge.id === wire ? { ...edge, selected: true } : edge)), [plain, wire]);
  const lines = useMemo((): Lines => {
    const boxes = [...(places ?? [])].flatMap(([id, at]) => {
      const card = scene.cards.get(id);
      return card === undefined ? [] : [{ id, ...at, width: card.width, height: card.height }];
    });
    return { routes, boxes: boxesOf(boxes) };
  }, [scene, places, routes]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      setNodes((before) => applyNodeChanges(changes, before));
      const chosen = changes.filter((change) => change.type === "select");
      if (chosen.length === 0) return;
      const now = new Set(selection.store.getState().nodes);
      for (const { id, selected: on } of chosen) {
        if (on) now.add(id);
        else now.delete(id);
      }
      selection.select([...now].filter((id) => !id.startsWith("note ")));
    },
    [selection],
  );
  return { nodes, edges, lines, onNodesChange };
}
