import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";

/** A stretch of a file that is to be brought into sight. */
export interface Target {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Counts, so that the same may be asked for again. */
  readonly number: number;
}

/** What the text beside the canvas shows. */
export interface TextState {
  /** The file that is open; undefined for the document itself. */
  readonly file: string | undefined;
  /** Files that have a tab, besides the document. */
  readonly opened: readonly string[];
  readonly target: Target | undefined;
}

export interface Texts {
  readonly store: StoreApi<TextState>;
  /** Opens a file of the folder, at a stretch of it where one is given. */
  open(file: string | undefined, at?: { readonly start: number; readonly end: number }): void;
  close(file: string): void;
}

export function createTexts(): Texts {
  const store = createStore<TextState>()(() => ({ file: undefined, opened: [], target: undefined }));
  return {
    store,
    open: (file, at) =>
      store.setState(({ opened, target }) => ({
        file,
        opened: file === undefined || opened.includes(file) ? opened : [...opened, file],
        target: file === undefined || at === undefined ? undefined : { file, ...at, number: (target?.number ?? 0) + 1 },
      })),
    close: (file) => store.setState((state) => ({ opened: state.opened.filter((each) => each !== file), file: state.file === file ? undefined : state.file })),
  };
}

/** The texts of the graph's page that is open. */
export const TextsContext = createContext<Texts>(createTexts());

export function useTexts(): Texts {
  return useContext(TextsContext);
}

export function useTextState<Part>(part: (state: TextState) => Part): Part {
  return useStore(useTexts().store, part);
}
