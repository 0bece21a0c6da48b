import { type Exit, exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { openThread } from "../running/open.ts";
import type { ThreadOptions } from "./show.ts";

/** Removes a thread. */
export async function deleteThread(id: string, { json, data, graph }: ThreadOptions, io: Io): Promise<Exit> {
  const { baton } = await openThread(id, { data, graph });
  try {
    await baton.delete(id);
    io.out(json === true ? JSON.stringify({ deleted: id }) : `Thread ${id} is gone; the record of what its tools did stays.`);
    return exit.done;
  } finally {
    await baton.close();
  }
}
