import { createStore, type StoreApi } from "zustand/vanilla";

/** What the person is looking at on a graph's page: shared by canvas, outline, problems and inspector. */
export interface SelectionState {
  readonly nodes: readonly string[];
  /** Notes and groups, by what they are called on the canvas: `note 1`, `group 2`. */
  readonly floats: readonly string[];
  /** A wire or another line, by its id. */
  readonly wire: string | undefined;
  /** Nodes that are to be brought into sight; `number` counts, so that the same may be asked for again. */
  readonly reveal: { readonly nodes: readonly string[]; readonly number: number } | undefined;
}

export interface Selection {
  readonly store: StoreApi<SelectionState>;
  select(nodes: readonly string[], floats?: readonly string[]): void;
  selectWire(wire: string): void;
  clear(): void;
  /** Selects nodes and brings them into sight. */
  reveal(...nodes: readonly string[]): void;
}

const nothing: readonly string[] = [];

export function createSelection(): Selection {
  const store = createStore<SelectionState>()(() => ({ nodes: nothing, floats: nothing, wire: undefined, reveal: undefined }));
  return {
    store,
    select: (nodes, floats = nothing) =>
      store.setState((state) => {
        const same = state.wire === undefined && sameList(state.nodes, nodes) && sameList(state.floats, floats);
        return same ? state : { nodes, floats, wire: undefined };
      }),
    selectWire: (wire) => store.setState({ nodes: nothing, floats: nothing, wire }),
    clear: () => store.setState({ nodes: nothing, floats: nothing, wire: undefined }),
    reveal: (...nodes) => store.setState(({ reveal }) => ({ nodes, floats: nothing, wire: undefined, reveal: { nodes, number: (reveal?.number ?? 0) + 1 } })),
  };
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
