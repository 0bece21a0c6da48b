import type { Storage } from "baton";
import { graphsBelow } from "../running/graphs-below.ts";

/** A word that may be typed, and what it is. */
export interface Suggestion {
  readonly value: string;
  readonly about: string;
}

const most = 200;

/** Graphs at the working folder and below. */
export function graphs(): readonly Suggestion[] {
  return graphsBelow(".").map((value) => ({ value, about: "graph" }));
}

/** Threads of a data folder, newest first. */
export async function threads(data: string, status?: "interrupted"): Promise<readonly Suggestion[]> {
  const found = await looking(data, async (storage) => await storage.threads.list({ limit: most, ...(status === undefined ? {} : { status }) }));
  const { threadWords } = await import("../threads/words.ts");
  return (found ?? []).map(({ id, graph, status: stands }) => ({ value: id, about: `${graph}, ${threadWords[stands].toLowerCase()}` }));
}

/** Open approvals of a data folder. */
export async function approvals(data: string): Promise<readonly { readonly id: string; readonly interrupt: string; readonly about: string }[]> {
  const found = await looking(data, async (storage) => await storage.approvals.list({ status: "open" }));
  return (found ?? []).map(({ id, interrupt, actions, thread }) => ({ id, interrupt, about: `${actions.map(({ name }) => name).join(", ")}, ${thread}` }));
}

/** Keys to the server that were not revoked. */
export async function keyIds(data: string): Promise<readonly Suggestion[]> {
  const found = await looking(data, async (storage) => await storage.keys.list());
  return (found ?? []).flatMap(({ id, identity, revokedAt }) => (revokedAt === undefined ? [{ value: id, about: identity }] : []));
}

/** Names of the cases of graphs; those of all graphs here where none is named. */
export async function caseNames(folders: readonly string[]): Promise<readonly Suggestion[]> {
  const { graphFolder, readCases } = await import("baton");
  return (folders.length === 0 ? ["."] : folders)
    .flatMap((folder) => graphsBelow(folder))
    .flatMap((folder) => quietly(() => readCases(graphFolder(folder).files).map(({ id, title }) => ({ value: id, about: title }))));
}

/** What a graph takes, as the beginning of `channel=value`. */
export async function channels([folder]: readonly string[]): Promise<readonly Suggestion[]> {
  if (folder === undefined) return [];
  const { checkFiles, graphFolder } = await import("baton");
  return quietly(() => {
    const { files, manifest } = graphFolder(folder);
    return (checkFiles(files, manifest).graph?.input ?? []).map((name) => ({ value: `${name}=`, about: "input" }));
  });
}

/** Whoever presses Tab is not to be told of errors. */
function quietly<Value>(work: () => readonly Value[]): readonly Value[] {
  try {
    return work();
  } catch {
    return [];
  }
}

async function looking<Value>(data: string, work: (storage: Storage) => Promise<Value>): Promise<Value | undefined> {
  const { hasRuns, openData } = await import("../running/open.ts");
  if (!hasRuns(data)) return undefined;
  try {
    const storage = openData(data);
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  } catch {
    return undefined;
  }
}
