import type { Diagnostic, HostManifest, Layout } from "@baton/core";
import { createStore, type StoreApi } from "zustand/vanilla";
import { applyChange, type Change } from "./change.ts";
import type { CheckAnswer, Checker } from "./checker/protocol.ts";
import { type Files, filesChanged, layoutFile } from "./files.ts";
import { emptyHistory, type History, record, redone, undone } from "./history.ts";
import { type Reading, readMeaning, readPlaces, type View } from "./reading.ts";

export type Saving =
  | { readonly state: "idle" }
  | { readonly state: "saving" }
  | { readonly state: "failed"; readonly message: string; readonly conflict: boolean; readonly offline: boolean };

/** An open graph. The files are the truth; all else is derived from them or says how they are kept. */
export interface DocumentState extends View {
  readonly id: string;
  readonly writable: boolean;
  /** Of the folder that `saved` came from. */
  readonly etag: string;
  readonly saved: Files;
  /** Texts of graphs that it contains and that are saved elsewhere. */
  readonly beside: Files;
  /** What the source means now. */
  readonly reading: Reading;
  /** The last reading that had a meaning: what is drawn while the text has none. */
  readonly shown: Reading;
  readonly layout: Layout;
  readonly history: History;
  /** Counts changes of the files. */
  readonly version: number;
  readonly problems: readonly Diagnostic[];
  readonly checked: { readonly version: number; readonly at: number; readonly ms: number } | undefined;
  readonly saving: Saving;
  /** Etag of a change that somebody else made on the disk while there were changes here. */
  readonly elsewhere: string | undefined;
}

/** How a gesture is told in the history; `key` joins what follows closely. */
export interface GestureOptions {
  readonly key?: string;
}

/** An open graph with everything that may be done to it. */
export interface GraphDocumentStore {
  readonly store: StoreApi<DocumentState>;
  /** One gesture, one step of undo; a change that does nothing is none. @throws BatonError BT122 where it does not fit. */
  change(label: string, make: (view: View) => Change, options?: GestureOptions): void;
  undo(): void;
  redo(): void;
  /** Takes what the server has, after a save or where the disk changed; the history of a folder that somebody else wrote begins anew. */
  load(from: Opened, kept?: "history"): void;
  set(part: Partial<Pick<DocumentState, "saving" | "elsewhere">>): void;
  close(): void;
}

/** A folder as it was opened. */
export interface Opened {
  readonly id: string;
  readonly etag: string;
  readonly files: Files;
  /** Texts of graphs that it contains and that are saved elsewhere. */
  readonly beside?: Files;
  readonly manifest: HostManifest;
  readonly writable: boolean;
}

/** Milliseconds. */
const [longCheck, longestPause] = [100, 600];

interface Surroundings {
  /** Makes the checker; it tells of answers by the callback. */
  readonly checker: (told: (answer: CheckAnswer) => void) => Checker;
  readonly now: () => number;
}

/** Opens a folder for editing. */
export function openDocument(from: Opened, { checker: makeChecker, now }: Surroundings): GraphDocumentStore {
  const { beside = {} } = from;
  const reading = readMeaning(from.files, beside);
  const store = createStore<DocumentState>()(() => ({
    ...from,
    beside,
    saved: from.files,
    reading,
    shown: reading,
    layout: readPlaces(from.files),
    history: emptyHistory,
    version: 0,
    problems: [],
    checked: undefined,
    saving: { state: "idle" },
    elsewhere: undefined,
  }));
  const checker = makeChecker(({ version, diagnostics, ms }) => store.setState({ problems: diagnostics, checked: { version, at: now(), ms } }));
  let later: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    const { version, files, beside: others, manifest } = store.getState();
    checker.check({ version, files, beside: others, manifest });
  };
  const check = (): void => {
    const took = store.getState().checked?.ms ?? 0;
    clearTimeout(later);
    // What takes long to check is checked after a pause in the typing, and not at every letter.
    if (took < longCheck) ask();
    else later = setTimeout(ask, Math.min(took, longestPause));
  };
  const take = (files: Files, history: History): void => {
    store.setState((state) => ({ ...derived(state, files), files, history, version: state.version + 1 }));
    check();
  };
  check();
  return {
    store,
    change: (label, make, { key } = {}) => {
      const state = store.getState();
      const files = applyChange(state.files, make(state));
      const history = record(state.history, state.files, files, { label, key, at: now() });
      if (history !== state.history) take(files, history);
    },
    undo: () => {
      const { history, files } = store.getState();
      const back = undone(history, files);
      if (back !== undefined) take(back.files, back.history);
    },
    redo: () => {
      const { history, files } = store.getState();
      const again = redone(history, files);
      if (again !== undefined) take(again.files, again.history);
    },
    load: ({ id, etag, files, beside: others = {}, manifest, writable }, kept) => {
      const state = store.getState();
      const host = JSON.stringify(manifest) === JSON.stringify(state.manifest) ? state.manifest : manifest;
      store.setState({ id, etag, saved: files, beside: others, manifest: host, writable, elsewhere: undefined, saving: { state: "idle" } });
      const joined = Object.keys(filesChanged(state.beside, others)).length > 0;
      if (kept === undefined) take(files, emptyHistory);
      else if (joined) {
        // A graph that is contained since the last save can be read now.
        const read = readMeaning(state.files, others, state.reading);
        store.setState({ reading: read, ...(read.whole ? { shown: read } : {}) });
      }
      if (kept !== undefined && (joined || Object.keys(filesChanged(state.files, files)).length > 0)) check();
    },
    set: (part) => store.setState(part),
    close: () => {
      clearTimeout(later);
      checker.close();
    },
  };
}

/** Derived anew only where what it comes from changed: moving a node reads no graph. */
function derived(state: DocumentState, files: Files): Pick<DocumentState, "reading" | "shown" | "layout"> {
  const changed = Object.keys(filesChanged(state.files, files));
  const reading = changed.some((path) => path !== layoutFile) ? readMeaning(files, state.beside, state.reading) : state.reading;
  return {
    reading,
    shown: reading.whole ? reading : state.shown,
    layout: changed.includes(layoutFile) ? readPlaces(files) : state.layout,
  };
}

/** True where there is something to save. */
export function isDirty({ files, saved }: Pick<DocumentState, "files" | "saved">): boolean {
  return files !== saved && Object.keys(filesChanged(saved, files)).length > 0;
}
