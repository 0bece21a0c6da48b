import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Actor, type Baton, openBaton, openSqlite, type Storage, systemClock } from "baton";
import { Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";

/** True where runs were kept; looking creates nothing. */
export function hasRuns(data: string): boolean {
  return existsSync(join(data, "baton.db"));
}

export interface ThreadOptions {
  readonly data: string;
  /** Where the graph's folder is, if not where it was. */
  readonly graph?: string | undefined;
  /** Undefined: as the thread was started. */
  readonly offline?: boolean | undefined;
  readonly actor?: Actor | undefined;
}

/** What a thread is found by: its own id, or that of an approval or interrupt on it. */
export interface Opened {
  readonly baton: Baton;
  readonly thread: string;
}

/** Opens the data folder for one thread, with the model that the thread was started with. @throws Refusal where nothing was ever kept. */
export async function openThread(id: string, { data, graph, offline, actor }: ThreadOptions): Promise<Opened> {
  const { thread, offline: started } = await find(id, data);
  const baton = await openBaton({
    data,
    offline: offline ?? started,
    ...(graph === undefined ? {} : { graph }),
    ...(actor === undefined ? {} : { actor }),
  });
  return { baton, thread };
}

/** The thread that an id means, and whether it was started with the offline model. */
async function find(id: string, data: string): Promise<{ readonly thread: string; readonly offline: boolean }> {
  const storage = openData(data, `There is no thread ${id}`);
  try {
    const own = await storage.threads.get(id);
    const thread = own === undefined ? await threadOfApproval(storage, id) : id;
    const found = own ?? (await storage.threads.get(thread));
    return { thread, offline: found?.metadata["offline"] === true };
  } finally {
    await storage.close();
  }
}

/** Opens the data folder for looking only. @throws Refusal where nothing was ever kept. */
export function openData(data: string, missing = "Nothing has run yet"): Storage {
  if (!hasRuns(data)) throw new Refusal("thread_unknown", `${missing}: no runs are kept in ${data}.`, "Name the folder with `--data`.");
  return openSqlite({ file: join(data, "baton.db"), clock: systemClock });
}

async function threadOfApproval(storage: Storage, id: string): Promise<string> {
  const approval = (await storage.approvals.get(id)) ?? (await storage.approvals.list({})).find(({ interrupt }) => interrupt === id);
  return approval?.thread ?? id;
}

/** Says what differs between the host and its manifest; what the check advises is for `baton check` to say. */
export function tellNotes(baton: Baton, io: Io): void {
  for (const note of baton.notes.filter((each) => !/:\d+:\d+ BT\d/.test(each))) io.err(io.paintErr("quiet", note));
}
