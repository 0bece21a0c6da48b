import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseDuration } from "@baton/core";
import { newKey } from "@baton/server/keys";
import { openSqlite, systemClock } from "baton";
import { type Exit, exit, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { date } from "../render/time.ts";
import { keyView, type StoredKey } from "./view.ts";

export interface CreateOptions {
  readonly permission: StoredKey["permissions"];
  readonly role?: readonly string[];
  readonly expires?: string;
  readonly requestsPerMinute?: number;
  readonly runsPerDay?: number;
  readonly costPerDay?: number;
  readonly json?: true;
  readonly data: string;
}

/** Makes a key and prints it, this once. */
export async function createKey(identity: string, options: CreateOptions, io: Io): Promise<Exit> {
  const now = io.now();
  const terms = { identity, permissions: [...new Set(options.permission)], roles: options.role ?? [], quota: quotaOf(options) };
  const { key, row } = newKey({ ...terms, expiresAt: expiry(options.expires, now) }, now);
  mkdirSync(options.data, { recursive: true });
  const storage = openSqlite({ file: join(options.data, "baton.db"), clock: systemClock });
  try {
    await storage.keys.add(row);
  } finally {
    await storage.close();
  }
  if (options.json === true) io.out(JSON.stringify({ key, ...keyView(row) }, undefined, 2));
  else {
    // The key alone on the output, so that it can be piped into wherever secrets are kept.
    io.out(key);
    const until = row.expiresAt === undefined ? "for ever" : `until ${date(row.expiresAt)}`;
    io.err(`Key ${row.id} for ${identity}, valid ${until}. It is not shown again; send it as \`x-api-key\`.`);
  }
  return exit.done;
}

function quotaOf({ requestsPerMinute, runsPerDay, costPerDay }: CreateOptions): StoredKey["quota"] {
  return {
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(runsPerDay === undefined ? {} : { runsPerDay }),
    ...(costPerDay === undefined ? {} : { costUsdPerDay: costPerDay }),
  };
}

function expiry(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined) throw new Refusal("date_invalid", `\`${text}\` is no length of time.`, "Write `90d` or `12h`.");
  return now + ms;
}
