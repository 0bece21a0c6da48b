import { createStore, del, get, set, type UseStore } from "idb-keyval";
import { z } from "zod";
import type { Files } from "./files.ts";

const filesSchema = z.record(z.string(), z.string());
const draftSchema = z.object({ etag: z.string(), saved: filesSchema, files: filesSchema, at: z.number() });
/** What was not saved when the browser was closed: the whole folder, and what it was changed from. */
export type Draft = z.infer<typeof draftSchema>;

/** Keeps unsaved work in the browser, by graph. A browser that keeps nothing (private windows) loses drafts and nothing else. */
export interface Drafts {
  read(graph: string): Promise<Draft | undefined>;
  write(graph: string, draft: { readonly etag: string; readonly saved: Files; readonly files: Files; readonly at: number }): Promise<void>;
  remove(graph: string): Promise<void>;
}

export function browserDrafts(): Drafts {
  let opened: UseStore | undefined;
  const store = (): UseStore => (opened ??= createStore("baton", "drafts"));
  return {
    read: async (graph) => draftSchema.safeParse(await get(graph, store()).catch(() => undefined)).data,
    write: async (graph, draft) => set(graph, draft, store()).catch(() => undefined),
    remove: async (graph) => del(graph, store()).catch(() => undefined),
  };
}
