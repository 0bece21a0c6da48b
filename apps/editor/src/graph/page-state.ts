import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { dockTabs, drawerTabs, InspectorTab, Mode } from "./regions.ts";

type DrawerTab = (typeof drawerTabs)[number]["id"];
type DockTab = (typeof dockTabs)[number]["id"];

/** Which parts of a graph's page are open. */
export interface PageState {
  readonly mode: Mode;
  readonly drawer: DrawerTab;
  readonly drawerOpen: boolean;
  readonly inspector: InspectorTab["id"];
  /** Whether the inspector shows the graph itself while no step is selected. */
  readonly graphInspector: boolean;
  readonly dock: DockTab;
  readonly dockOpen: boolean;
}

export function createPageState(): StoreApi<PageState> {
  const wide = window.innerWidth >= 900;
  return createStore<PageState>()(() => ({
    mode: "canvas",
    drawer: "add",
    drawerOpen: wide,
    inspector: "config",
    graphInspector: false,
    dock: "problems",
    dockOpen: window.innerHeight >= 700 && wide,
  }));
}

export const PageStateContext = createContext<StoreApi<PageState> | undefined>(undefined);

/** The state of the page that is open, and the way to change it. */
export function usePageState(): readonly [PageState, (part: Partial<PageState>) => void] {
  const store = useContext(PageStateContext);
  if (store === undefined) throw new Error("A part of the graph page stands outside of it.");
  return [useStore(store), store.setState];
}
