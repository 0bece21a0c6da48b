import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What nodes do with the channel that somebody looks at. */
export type ChannelAccess = "reads" | "writes" | "both";

interface Looked {
  readonly channel: string | undefined;
  readonly nodes: ReadonlyMap<string, ChannelAccess>;
}

/** The channel that is looked at on a graph's page, so that the canvas marks who reads and writes it; each card hears of its own node alone. */
export interface Highlight {
  readonly store: StoreApi<Looked>;
  show(row: { readonly name: string; readonly readBy: readonly string[]; readonly writtenBy: readonly string[] }): void;
  clear(): void;
}

const nothing: Looked = { channel: undefined, nodes: new Map() };

export function createHighlight(): Highlight {
  const store = createStore<Looked>()(() => nothing);
  return {
    store,
    show: ({ name, readBy, writtenBy }) => {
      const writes = new Set(writtenBy);
      const reads = new Set(readBy);
      const nodes = new Map([...writes, ...reads].map((id): [string, ChannelAccess] => [id, writes.has(id) ? (reads.has(id) ? "both" : "writes") : "reads"]));
      store.setState({ channel: name, nodes });
    },
    clear: () => store.setState(nothing),
  };
}

export const HighlightContext = createContext<Highlight>(createHighlight());

export function useHighlight(): Highlight {
  return useContext(HighlightContext);
}

/** What a node does with the channel that is looked at: "apart" where it does nothing, undefined where none is looked at. */
export function useHighlightOf(node: string): ChannelAccess | "apart" | undefined {
  return useStore(useHighlight().store, ({ channel, nodes }) => (channel === undefined ? undefined : (nodes.get(node) ?? "apart")));
}
