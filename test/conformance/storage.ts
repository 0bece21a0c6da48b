import type { Storage } from "@baton/runtime";
import { afterEach, describe } from "vitest";
import { approvalConformance } from "./approvals.ts";
import { assistantConformance } from "./assistants.ts";
import { auditConformance } from "./audit.ts";
import { budgetConformance, leaseConformance } from "./budgets.ts";
import { checkpointConformance } from "./checkpoints.ts";
import { deliveryConformance } from "./deliveries.ts";
import { effectConformance } from "./effects.ts";
import { itemConformance } from "./items.ts";
import { jobConformance, streamConformance } from "./jobs.ts";
import { keyConformance } from "./keys.ts";
import { publicationConformance } from "./publications.ts";
import { retentionConformance } from "./retention.ts";
import { searchConformance } from "./search.ts";
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
  describe(`${name}: audit`, () => {
    auditConformance(open);
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
  describe(`${name}: jobs`, () => {
    jobConformance(open);
  });
  describe(`${name}: streams`, () => {
    streamConformance(open);
  });
  describe(`${name}: assistants`, () => {
    assistantConformance(open);
  });
  describe(`${name}: keys`, () => {
    keyConformance(open);
  });
  describe(`${name}: publications`, () => {
    publicationConformance(open);
  });
  describe(`${name}: deliveries`, () => {
    deliveryConformance(open);
  });
  describe(`${name}: items`, () => {
    itemConformance(open);
  });
  describe(`${name}: searches`, () => {
    searchConformance(open);
  });
  describe(`${name}: retention`, () => {
    retentionConformance(open);
  });
}
