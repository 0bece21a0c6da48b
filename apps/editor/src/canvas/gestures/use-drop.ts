import { useReactFlow } from "@xyflow/react";
import { type DragEvent, useCallback } from "react";
import { useDocument } from "../../document/use-document.tsx";
import { dragType, kindItems, type PaletteItem, toolItems } from "../../palette/items.ts";
import type { Scene } from "../scene/scene.ts";
import { wireAt } from "./under.ts";
import type { AddPlace } from "./use-add.ts";
import { wireFrom } from "./use-connect.ts";

interface Drop {
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
}

/** What is dragged from the palette stands where it is dropped; dropped on a wire, it is spliced into it. */
export function useDrop(scene: Scene, add: (item: PaletteItem, place: AddPlace) => void): Drop {
  const document = useDocument();
  const flow = useReactFlow();
  const onDrop = useCallback(
    (event: DragEvent) => {
      const id = event.dataTransfer.getData(dragType);
      const item = [...kindItems, ...toolItems(document.store.getState().manifest)].find((each) => each.id === id);
      if (item === undefined) return;
      event.preventDefault();
      const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const wire = wireAt(scene, event.clientX, event.clientY);
      add(item, { at: { x: at.x - 60, y: at.y - 23 }, ...(wire === undefined ? {} : { into: { from: wireFrom(wire) } }) });
    },
    [document, flow, scene, add],
  );
  return { onDrop, onDragOver: (event) => event.dataTransfer.types.includes(dragType) && event.preventDefault() };
}
