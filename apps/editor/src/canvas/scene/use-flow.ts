import { applyNodeChanges, type NodeChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Places } from "../../document/commands/places.ts";
import type { Reading } from "../../document/reading.ts";
import { useDocumentState } from "../../document/use-document.tsx";
import { useSelected, useSelection } from "../../selection/use-selection.tsx";
import type { Routes } from "../arrange/use-arrangement.ts";
import { boxesOf } from "../edges/boxes.ts";
import type { Lines } from "../edges/lines.ts";
import { type EdgeTexts, edgeTexts } from "./edge-texts.ts";
import { drawnGroups, floatOf, groupId, hiddenBy } from "./fold.ts";
import { type CanvasNode, flowNodes } from "./flow.ts";
import { type CanvasEdge, flowEdges } from "./flow-edges.ts";
import type { Scene } from "./scene.ts";

interface Flow {
  readonly nodes: CanvasNode[];
  readonly edges: CanvasEdge[];
  readonly lines: Lines;
  readonly onNodesChange: (changes: NodeChange<CanvasNode>[]) => void;
}

/** What React Flow draws: the document's nodes, with where a drag under way has them. `adjust` may put what is dragged elsewhere. */
export function useFlow(
  shown: Reading,
  scene: Scene,
  places: Places | undefined,
  routes: Routes,
  adjust: (changes: NodeChange<CanvasNode>[], nodes: readonly CanvasNode[]) => NodeChange<CanvasNode>[],
): Flow {
  const selection = useSelection();
  const layout = useDocumentState((state) => state.layout);
  const selected = useSelected((state) => state.nodes);
  const floats = useSelected((state) => state.floats);
  const wire = useSelected((state) => state.wire);
  const [nodes, setNodes] = useState<CanvasNode[]>([]);

  useEffect(() => {
    if (places === undefined) return;
    setNodes((before) => {
      const next = flowNodes(scene, places, layout, new Map(before.map((node) => [node.id, node])));
      return next.length === before.length && next.every((node, index) => node === before[index]) ? before : [...next];
    });
  }, [scene, places, layout]);
  useEffect(() => {
    const wanted = new Set([...selected, ...floats]);
    setNodes((before) => {
      const next = before.map((node) => ((node.selected ?? false) === wanted.has(node.id) ? node : { ...node, selected: wanted.has(node.id) }));
      return next.some((node, index) => node !== before[index]) ? next : before;
    });
  }, [selected, floats, nodes.length]);

  const known = useRef<EdgeTexts>(new Map());
  const texts = useMemo(() => (known.current = edgeTexts({ reading: shown }, scene, known.current)), [shown, scene]);
  const hidden = useMemo(() => hiddenBy(layout), [layout]);
  const drawn = useRef<readonly CanvasEdge[]>([]);
  const plain = useMemo(() => (drawn.current = flowEdges(scene, texts, hidden, drawn.current)), [scene, texts, hidden]);
  const edges = useMemo(() => plain.map((edge): CanvasEdge => (edge.id === wire ? { ...edge, selected: true } : edge)), [plain, wire]);
  const lines = useMemo((): Lines => {
    const boxes = [...(places ?? [])].flatMap(([id, at]) => {
      const card = scene.cards.get(id);
      return card === undefined || hidden.has(id) ? [] : [{ id, ...at, width: card.width, height: card.height }];
    });
    const folded = drawnGroups(layout, scene, places ?? new Map()).filter(({ group }) => group.collapsed === true);
    return { routes, boxes: boxesOf([...boxes, ...folded.map(({ group, ...box }) => ({ id: groupId(group.id), ...box }))]) };
  }, [scene, places, routes, hidden, layout]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      setNodes((before) => applyNodeChanges(adjust(changes, before), before));
      const chosen = changes.filter((change) => change.type === "select");
      if (chosen.length === 0) return;
      const { nodes: now, floats: others } = selection.store.getState();
      const all = new Set([...now, ...others]);
      for (const { id, selected: on } of chosen) {
        if (on) all.add(id);
        else all.delete(id);
      }
      const ids = [...all];
      selection.select(
        ids.filter((id) => floatOf(id) === undefined),
        ids.filter((id) => floatOf(id) !== undefined),
      );
    },
    [selection, adjust],
  );
  return { nodes, edges, lines, onNodesChange };
}
