import { createContext, useContext } from "react";

/** How much of a node is drawn: all of it, tile and name, or an outline. */
export type Detail = "near" | "mid" | "far";

export const DetailContext = createContext<Detail>("near");

export function useDetail(): Detail {
  return useContext(DetailContext);
}

/** Whether a graph has so many nodes that it is drawn as one picture from afar. */
export function isLarge(count: number): boolean {
  return count >= 300;
}

/** The detail that a zoom leaves legible; of large graphs, so many nodes are in sight from afar that they are drawn with less. */
export function detailAt(zoom: number, count: number): Detail {
  if (zoom >= 0.6) return "near";
  return zoom >= (isLarge(count) ? 0.4 : 0.3) ? "mid" : "far";
}
