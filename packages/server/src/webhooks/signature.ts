import { createHmac, timingSafeEqual } from "node:crypto";

/** Header that a webhook's signature stands in: `t=<seconds since the epoch>,v1=<hex>`, with one `v1` for each secret in use. */
export const SIGNATURE_HEADER = "baton-signature";

/** Signs a body for a time: each `v1` is HMAC-SHA256 over `<t>.<body>`. Several secrets are signed with while one takes over from another. */
export function signWebhook(body: string, secrets: readonly string[], now: number): string {
  const t = String(Math.floor(now / 1000));
  return [`t=${t}`, ...secrets.map((secret) => `v1=${digest(secret, t, body).toString("hex")}`)].join(",");
}

/** What a receiver has. */
export interface SignedWebhook {
  /** The body exactly as it came, before it is parsed. */
  readonly body: string;
  /** The header `baton-signature`. */
  readonly signature: string | undefined;
  /** The secret, or several while one takes over from another. */
  readonly secrets: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now?: number;
  /** How old, or how far ahead, a message may be, in milliseconds; five minutes by default. */
  readonly toleranceMs?: number;
}

/** Whether a message comes from who knows the secret, was not changed on its way, and is not an old one sent again. For receivers. */
export function verifyWebhook({ body, signature = "", secrets, now = Date.now(), toleranceMs = 300_000 }: SignedWebhook): boolean {
  const fields = signature.split(",").map((field) => field.trim().split("=", 2));
  const t = fields.find(([name]) => name === "t")?.[1] ?? "";
  if (!/^\d{1,15}$/.test(t) || Math.abs(now - Number(t) * 1000) > toleranceMs) return false;
  const given = fields.flatMap(([name, hex = ""]) => (name === "v1" && /^[\da-f]{64}$/.test(hex) ? [Buffer.from(hex, "hex")] : []));
  // All are compared, so that the time tells nothing about which one fits.
  return secrets
    .map((secret) => digest(secret, t, body))
    .flatMap((own) => given.map((each) => timingSafeEqual(own, each)))
    .includes(true);
}

function digest(secret: string, t: string, body: string): Buffer {
  return createHmac("sha256", secret).update(`${t}.${body}`).digest();
}
