import { type Exit, exit, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { openData } from "../running/open.ts";
import type { KeysOptions } from "./list.ts";

/** Ends a key. */
export async function revokeKey(id: string, { json, data }: KeysOptions, io: Io): Promise<Exit> {
  const storage = openData(data, `There is no key ${id}`);
  try {
    if (!(await storage.keys.revoke(id, io.now()))) {
      throw new Refusal("key_unknown", `There is no key ${id} that is still valid.`, "See `baton keys list`.");
    }
  } finally {
    await storage.close();
  }
  io.out(json === true ? JSON.stringify({ revoked: id }) : `Key ${id} is revoked.`);
  return exit.done;
}
