import { type Exit, exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { table } from "../render/table.ts";
import { date, moment } from "../render/time.ts";
import { hasRuns, openData } from "../running/open.ts";
import { keyView, type StoredKey } from "./view.ts";

export interface KeysOptions {
  readonly json?: true;
  readonly data: string;
}

/** Prints keys, oldest first. */
export async function listKeys({ json, data }: KeysOptions, io: Io): Promise<Exit> {
  const keys = hasRuns(data) ? await read(data) : [];
  if (json === true) io.out(JSON.stringify(keys.map(keyView), undefined, 2));
  else if (keys.length === 0) io.out("No keys yet.");
  else {
    const now = io.now();
    const rows = keys.map((key) => [
      key.id,
      key.identity,
      key.permissions.join(", "),
      key.roles.join(", "),
      quotaWords(key.quota),
      standing(key, now),
      key.lastUsedAt === undefined ? "never" : moment(key.lastUsedAt, now),
    ]);
    io.out(table({ head: ["key", "identity", "may", "roles", "quota", "valid", "used"], rows }, io.paint, Infinity).join("\n"));
  }
  return exit.done;
}

async function read(data: string): Promise<readonly StoredKey[]> {
  const storage = openData(data);
  try {
    return await storage.keys.list();
  } finally {
    await storage.close();
  }
}

function standing({ revokedAt, expiresAt }: StoredKey, now: number): string {
  if (revokedAt !== undefined) return "revoked";
  if (expiresAt === undefined) return "for ever";
  return now >= expiresAt ? "expired" : `until ${date(expiresAt)}`;
}

function quotaWords({ requestsPerMinute, runsPerDay, costUsdPerDay }: StoredKey["quota"]): string {
  return [
    ...(requestsPerMinute === undefined ? [] : [`${requestsPerMinute} requests/min`]),
    ...(runsPerDay === undefined ? [] : [`${runsPerDay} runs/day`]),
    ...(costUsdPerDay === undefined ? [] : [`${costUsdPerDay} USD/day`]),
  ].join(", ");
}
