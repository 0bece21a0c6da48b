import { createContext, useContext, useEffect } from "react";
import type { PaletteItem } from "./items.ts";

/** Who adds what the palette offers: the canvas, which knows where things stand. */
export interface PaletteTarget {
  add(item: PaletteItem): void;
  /** Takes the part of adding until the returned function is called. */
  serve(add: (item: PaletteItem) => void): () => void;
  /** Takes the steps of a whole graph in. */
  insert(text: string, files: Readonly<Record<string, string>>): void;
  serveInsert(insert: Insert): () => void;
}

type Insert = (text: string, files: Readonly<Record<string, string>>) => void;

export function createPaletteTarget(): PaletteTarget {
  let current: ((item: PaletteItem) => void) | undefined;
  let taking: Insert | undefined;
  return {
    add: (item) => current?.(item),
    serve: (add) => {
      current = add;
      return () => {
        if (current === add) current = undefined;
      };
    },
    insert: (text, files) => taking?.(text, files),
    serveInsert: (insert) => {
      taking = insert;
      return () => {
        if (taking === insert) taking = undefined;
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

/** Takes in the steps of whole graphs, while the component stands. */
export function useServeInsert(insert: Insert): void {
  const target = usePaletteTarget();
  useEffect(() => target.serveInsert(insert), [target, insert]);
}
