import { createContext, useContext } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { GraphDocumentStore } from "../document/document.ts";
import type { Selection } from "../selection/selection.ts";
import type { Sought } from "./uses.ts";

/** Where is looked: everywhere, in the open graph's texts too, or at what uses one thing. */
export type Scope = { readonly type: "all" } | { readonly type: "graph" } | { readonly type: "uses"; readonly of: Sought };

/** The graph that is open, as far as finding goes. */
export interface OpenGraph {
  readonly document: GraphDocumentStore;
  readonly selection: Selection;
  /** Shows a stretch of a file of its folder. */
  openText(file: string, at: { readonly start: number; readonly end: number }): void;
}

/** Something that can be done by its name. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** The keys that do the same. */
  readonly keys?: string;
  run(): void;
}

interface FindState {
  /** Undefined while nobody looks for anything. */
  readonly scope: Scope | undefined;
  readonly graph: OpenGraph | undefined;
}

export interface Find {
  readonly store: StoreApi<FindState>;
  open(scope: Scope): void;
  close(): void;
  /** Lets things be found in a graph while its page is open; what it gives ends that. */
  offer(graph: OpenGraph): () => void;
  /** Lets commands be found; what it gives ends that. */
  provide(commands: () => readonly Command[]): () => void;
  /** What can be done now. */
  commands(): readonly Command[];
}

export function createFind(): Find {
  const store = createStore<FindState>()(() => ({ scope: undefined, graph: undefined }));
  const providers = new Set<() => readonly Command[]>();
  return {
    store,
    commands: () => [...providers].flatMap((provider) => provider()),
    provide: (commands) => {
      providers.add(commands);
      return () => void providers.delete(commands);
    },
    open: (scope) => store.setState({ scope }),
    close: () => store.setState({ scope: undefined }),
    offer: (graph) => {
      store.setState({ graph });
      return () => store.setState((state) => (state.graph === graph ? { graph: undefined } : state));
    },
  };
}

const FindContext = createContext<Find>(createFind());

export function useFind(): Find {
  return useContext(FindContext);
}
