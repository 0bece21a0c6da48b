import { createContext, useContext, useEffect } from "react";
import type { PaletteItem } from "./items.ts";

/** Who adds what the palette offers: the canvas, which knows where things stand. */
export interface PaletteTarget {
  add(item: PaletteItem): void;
  /** Takes the part of adding until the returned function is called. */
  serve(add: (item: PaletteItem) => void): () => void;
}

export function createPaletteTarget(): PaletteTarget {
  let current: ((item: PaletteItem) => void) | undefined;
  return {
    add: (item) => current?.(item),
    serve: (add) => {
      current = add;
      return () => {
        if (current === add) current = undefined;
      };
    },
  };
}

export const PaletteTargetContext = createContext<PaletteTarget>(createPaletteTarget());

export function usePaletteTarget(): PaletteTarget {
  return useContext(PaletteTargetContext);
}

/** Adds what the palette offers, while the component stands. */
export function useServePalette(add: (item: PaletteItem) => void): void {
  const target = usePaletteTarget();
  useEffect(() => target.serve(add), [target, add]);
}
