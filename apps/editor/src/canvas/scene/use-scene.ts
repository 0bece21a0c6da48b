import { useMemo, useRef } from "react";
import { useDocumentState } from "../../document/use-document.tsx";
import { type Scene, sceneOf } from "./scene.ts";

/** The scene of the document as it was last understood; what did not change stays the same objects. */
export function useScene(): Scene {
  const shown = useDocumentState((state) => state.shown);
  const manifest = useDocumentState((state) => state.manifest);
  const before = useRef<Scene>(undefined);
  return useMemo(() => {
    const scene = sceneOf(shown, manifest, before.current);
    before.current = scene;
    return scene;
  }, [shown, manifest]);
}
