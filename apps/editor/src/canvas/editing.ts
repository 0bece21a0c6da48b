import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What is to be written in, because a key or a menu asked for it: a note, a group's title, a wire. */
export type EditingStore = StoreApi<{ readonly id: string | undefined }>;

export function createEditing(): EditingStore {
  return createStore(() => ({ id: undefined }));
}

export const EditingContext = createContext<EditingStore>(createEditing());

/** True while this is to be written in, and how that ends. */
export function useEditing(id: string): readonly [boolean, () => void] {
  const store = useContext(EditingContext);
  const asked = useStore(store, (state) => state.id === id);
  return [asked, () => store.setState((state) => (state.id === id ? { id: undefined } : state))];
}
