import { createStore, type StoreApi } from "zustand/vanilla";

/** What the person is looking at on a graph's page: shared by canvas, outline, problems and inspector. */
export interface SelectionState {
  readonly nodes: readonly string[];
  /** A wire, by its id. */
  readonly wire: string | undefined;
  /** A node that is to be brought into sight; `number` counts, so that the same may be asked for again. */
  readonly reveal: { readonly node: string; readonly number: number } | undefined;
}

export interface Selection {
  readonly store: StoreApi<SelectionState>;
  select(nodes: readonly string[]): void;
  selectWire(wire: string): void;
  clear(): void;
  /** Selects a node and brings it into sight. */
  reveal(node: string): void;
}

export function createSelection(): Selection {
  const store = createStore<SelectionState>()(() => ({ nodes: [], wire: undefined, reveal: undefined }));
  return {
    store,
    select: (nodes) => store.setState((state) => (state.wire === undefined && sameList(state.nodes, nodes) ? state : { nodes, wire: undefined })),
    selectWire: (wire) => store.setState({ nodes: [], wire }),
    clear: () => store.setState({ nodes: [], wire: undefined }),
    reveal: (node) => store.setState(({ reveal }) => ({ nodes: [node], wire: undefined, reveal: { node, number: (reveal?.number ?? 0) + 1 } })),
  };
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
