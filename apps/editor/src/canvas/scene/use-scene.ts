import { useDeferredValue, useMemo, useRef } from "react";
import type { Reading } from "../../document/reading.ts";
import { useDocumentState } from "../../document/use-document.tsx";
import { type Scene, sceneOf } from "./scene.ts";

/** What is drawn of the document: while somebody types, letters are painted first and this follows; nodes and wires that come and go are in it at once. */
export function useShown(): Reading {
  const newest = useDocumentState((state) => state.shown);
  const before = useDeferredValue(newest);
  return sameShape(newest, before) ? before : newest;
}

/** The scene of a reading; what did not change stays the same objects. */
export function useScene(shown: Reading): Scene {
  const manifest = useDocumentState((state) => state.manifest);
  const last = useRef<Scene>(undefined);
  return useMemo(() => {
    const scene = sceneOf(shown, manifest, last.current);
    last.current = scene;
    return scene;
  }, [shown, manifest]);
}

function sameShape({ graph: one }: Reading, { graph: other }: Reading): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.nodes.size !== other.nodes.size || one.edges.length !== other.edges.length) return false;
  return one.edges.every(({ id }, index) => id === other.edges[index]?.id) && [...one.nodes.keys()].every((id) => other.nodes.has(id));
}
