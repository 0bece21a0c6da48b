import type { Storage } from "baton";

export type StoredKey = Awaited<ReturnType<Storage["keys"]["list"]>>[number];

/** What may be shown of a key: not its hash. */
export type KeyView = Omit<StoredKey, "hash">;

export function keyView(key: StoredKey): KeyView {
  const { hash: _, ...rest } = key;
  return rest;
}
