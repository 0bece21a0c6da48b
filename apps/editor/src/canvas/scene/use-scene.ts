import { useDebouncedValue } from "@mantine/hooks";
import { useDeferredValue, useMemo, useRef } from "react";
import type { Reading } from "../../document/reading.ts";
import { useDocumentState } from "../../document/use-document.tsx";
import { isLarge } from "../detail.ts";
import { type Scene, sceneOf } from "./scene.ts";

/** Milliseconds. */
const pause = 150;

/** What is drawn of the document: while somebody types, letters are painted first and this follows; nodes and wires that come and go are in it at once. */
export function useShown(): Reading {
  const newest = useDocumentState((state) => state.shown);
  // A large one follows a pause in the typing: what is drawn for every letter would hold up the next.
  const [quiet] = useDebouncedValue(newest, isLarge(newest.graph?.nodes.size ?? 0) ? pause : 0, { leading: true });
  const before = useDeferredValue(quiet);
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
