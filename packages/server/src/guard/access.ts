import { isIPv4 } from "node:net";
import { BatonError } from "@baton/core";
import type { ApiKey } from "@baton/runtime";
import type { Access } from "../deps.ts";

/**
 * Refuses to start a server that strangers could use, or nobody could. `host`: the address to listen on; `keys`: those that there are.
 * @throws BatonError `access_open`, `keys_missing`.
 */
export function checkAccess(host: string, auth: Access["auth"], keys: readonly ApiKey[], now: number): void {
  if (auth === "local") {
    if (isLoopback(host)) return;
    throw new BatonError("access_open", "policy", `On ${host} whoever reaches this machine could use the server, because it asks for no keys.`, {
      fix: "Start it with `--keys`, or on 127.0.0.1.",
    });
  }
  if (keys.some(({ revokedAt, expiresAt }) => revokedAt === undefined && (expiresAt === undefined || expiresAt > now))) return;
  throw new BatonError("keys_missing", "policy", "Nobody could use this server, because no key to it is valid.", { fix: "Make one with `baton keys create`." });
}

function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return name === "localhost" || name === "::1" || (isIPv4(name) && name.startsWith("127."));
}
