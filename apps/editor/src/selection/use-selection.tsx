import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createSelection, type Selection, type SelectionState } from "./selection.ts";

/** The selection of the graph's page that is open. */
export const SelectionContext = createContext<Selection>(createSelection());

export function useSelection(): Selection {
  return useContext(SelectionContext);
}

/** A part of the selection; renders anew when that part changes. */
export function useSelected<Part>(part: (state: SelectionState) => Part): Part {
  return useStore(useSelection().store, part);
}
