import { createContext, useContext } from "react";

/** How much of a node is drawn: all of it, tile and name, or an outline. */
export type Detail = "near" | "mid" | "far";

export const DetailContext = createContext<Detail>("near");

export function useDetail(): Detail {
  return useContext(DetailContext);
}

/** The detail that a zoom leaves legible. */
export function detailAt(zoom: number): Detail {
  if (zoom >= 0.6) return "near";
  return zoom >= 0.3 ? "mid" : "far";
}
