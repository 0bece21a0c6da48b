import { timingSafeEqual } from "node:crypto";
import { BatonError } from "@baton/core";
import type { ApiKey, Clock, KeyStore } from "@baton/runtime";
import type { MiddlewareHandler } from "hono";
import type { Access } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { localIdentity, nobody } from "../identity.ts";
import { hashKey, isKey } from "../keys/key.ts";

/** When a key was used last is noted this often. */
const noteMs = 60_000;

/**
 * Finds out who makes a request: by `x-api-key` or `Authorization: Bearer`, never by a cookie, which browsers send unasked, nor by the address, which
 * stands in logs.
 */
export function identify(auth: Access["auth"], keys: KeyStore, clock: Pick<Clock, "now">): MiddlewareHandler<AppEnv> {
  if (auth === "local") {
    return async (context, next) => {
      context.set("identity", localIdentity);
      await next();
    };
  }
  return async (context, next) => {
    const given = context.req.header("x-api-key") ?? /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (given === undefined) context.set("identity", nobody);
    else {
      const now = clock.now();
      const key = await verified(given, keys, now);
      if (now - (key.lastUsedAt ?? 0) >= noteMs) await keys.touch(key.id, now);
      context.set("identity", { id: key.identity, key: key.id, permissions: key.permissions, roles: key.roles, quota: key.quota });
    }
    await next();
  };
}

async function verified(given: string, keys: KeyStore, now: number): Promise<ApiKey> {
  const hash = hashKey(given);
  const key = isKey(given) ? await keys.byHash(hash) : undefined;
  if (key === undefined || !same(key.hash, hash)) throw refusal("This API key is not known here.");
  if (key.revokedAt !== undefined) throw refusal(`API key ${key.id} was revoked.`);
  if (key.expiresAt !== undefined && now >= key.expiresAt) throw refusal(`API key ${key.id} has expired.`);
  return key;
}

function same(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function refusal(message: string): BatonError {
  return new BatonError("unauthenticated", "policy", message, { fix: "Ask whoever runs this server for a key: `baton keys create` makes one." });
}
