import type { Storage } from "@baton/runtime";
import { afterEach, describe } from "vitest";
import { approvalConformance } from "./approvals.ts";
import { budgetConformance, leaseConformance } from "./budgets.ts";
import { checkpointConformance } from "./checkpoints.ts";
import { effectConformance } from "./effects.ts";
import { retentionConformance } from "./retention.ts";
import { threadConformance } from "./threads.ts";
import { waitConformance } from "./waits.ts";

/** What every adapter of the storage ports must hold. `create` gives an empty storage. */
export function storageConformance(name: string, create: () => Promise<Storage>): void {
  const opened: Storage[] = [];
  const open = async (): Promise<Storage> => {
    const storage = await create();
    opened.push(storage);
    return storage;
  };
  afterEach(() => Promise.all(opened.splice(0).map((storage) => storage.close())));

  describe(`${name}: threads, events, graph versions`, () => {
    threadConformance(open);
  });
  describe(`${name}: approvals`, () => {
    approvalConformance(open);
  });
  describe(`${name}: waits`, () => {
    waitConformance(open);
  });
  describe(`${name}: effects`, () => {
    effectConformance(open);
  });
  describe(`${name}: budgets`, () => {
    budgetConformance(open);
  });
  describe(`${name}: leases`, () => {
    leaseConformance(open);
  });
  describe(`${name}: checkpoints`, () => {
    checkpointConformance(open);
  });
  describe(`${name}: retention`, () => {
    retentionConformance(open);
  });
}
