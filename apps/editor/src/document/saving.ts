import type { GraphDocumentStore } from "./document.ts";
import { isDirty } from "./document.ts";
import type { Drafts } from "./drafts.ts";
import { filesChanged, type Files } from "./files.ts";
import type { Opened } from "./document.ts";

/** Why a save was refused. */
export interface SaveRefused {
  readonly message: string;
  /** True where the folder is not what it was when it was opened. */
  readonly conflict: boolean;
  /** True where the server could not be reached. */
  readonly offline: boolean;
}

interface Saver {
  readonly save: (id: string, files: Readonly<Record<string, string | null>>, etag: string) => Promise<Opened>;
  /** Turns what `save` threw into words. */
  readonly refused: (error: unknown) => SaveRefused;
  readonly drafts: Drafts;
  readonly now: () => number;
}

/** Saves what changed; a refusal is told in the document's state, and the work stays a draft. */
export async function saveDocument(document: GraphDocumentStore, saver: Saver): Promise<void> {
  const [{ store, load, set }, { save, refused, drafts }] = [document, saver];
  const state = store.getState();
  if (!isDirty(state) || state.saving.state === "saving" || !state.writable) return;
  set({ saving: { state: "saving" } });
  try {
    load(await save(state.id, filesChanged(state.saved, state.files), state.etag), "history");
  } catch (error) {
    set({ saving: { state: "failed", ...refused(error) } });
    return;
  }
  if (!isDirty(store.getState())) await drafts.remove(state.id);
  // What was changed while this was under way, or taken back, found no saving that would wait for it.
  else if (store.getState().reading.whole) await saveDocument(document, saver);
}

/** Milliseconds from a change until it is saved. */
const pause = 1_000;
/** Drafts of folders with more letters than these, which take time to write, are kept so many milliseconds after a change; others at once. */
const [large, soon] = [200_000, 200];

/** Keeps drafts of what changes, and saves a while after the last; what it gives ends that. */
export function autosave(document: GraphDocumentStore, saver: Saver): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drafting: ReturnType<typeof setTimeout> | undefined;
  const keepDraft = (): void => {
    clearTimeout(drafting);
    drafting = undefined;
    const { id, etag, saved, files } = document.store.getState();
    if (isDirty({ files, saved })) void saver.drafts.write(id, { etag, saved, files, at: saver.now() });
  };
  const unsubscribe = document.store.subscribe((state, before) => {
    if (state.version === before.version) return;
    if (!isDirty(state)) {
      clearTimeout(drafting);
      drafting = undefined;
      void saver.drafts.remove(state.id);
      return;
    }
    if (sizeOf(state.files) <= large) keepDraft();
    else drafting ??= setTimeout(keepDraft, soon);
    clearTimeout(timer);
    // A conflict is for a person to decide; what cannot be read is not written over what can.
    const halted = state.saving.state === "failed" && state.saving.conflict;
    if (!halted && state.reading.whole) timer = setTimeout(() => void saveDocument(document, saver), pause);
  });
  const flush = (): void => {
    if (drafting !== undefined) keepDraft();
  };
  // The page may be gone before the time has come.
  globalThis.addEventListener("pagehide", flush);
  return () => {
    clearTimeout(timer);
    globalThis.removeEventListener("pagehide", flush);
    flush();
    unsubscribe();
  };
}

function sizeOf(files: Files): number {
  return Object.values(files).reduce((sum, text) => sum + text.length, 0);
}

/** A draft that is worth offering: of this folder, and different from it. */
export function draftDiffers(draft: { readonly files: Files } | undefined, files: Files): boolean {
  return draft !== undefined && Object.keys(filesChanged(files, draft.files)).length > 0;
}
