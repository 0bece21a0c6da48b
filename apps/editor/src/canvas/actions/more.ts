import { createContext } from "react";
import type { Action } from "./acting.ts";

/** What may be done to a step besides changing the graph: the page that holds the canvas says. */
export type MoreActions = (node: string) => readonly Action[];

export const MoreActionsContext = createContext<MoreActions>(() => []);
