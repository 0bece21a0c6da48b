import type { Storage } from "@baton/runtime";
import { expect, it } from "vitest";
import { delivery } from "./samples.ts";

/** Webhook messages on their way. */
export function deliveryConformance(open: () => Promise<Storage>): void {
  it("keeps a message once, and gives it to one of several who ask at once, then again once it was busy for long", async () => {
    const { deliveries } = await open();
    await deliveries.add(delivery("d1"));
    await deliveries.add(delivery("d1", { url: "https://other.example" }));
    expect(await deliveries.take(9, 5, 30)).toEqual([]);
    const taken = await Promise.all([deliveries.take(10, 5, 30), deliveries.take(10, 5, 30)]);
    expect(taken).toEqual([[delivery("d1", { nextAt: 40 })], []]);
    expect(await deliveries.next()).toBe(40);
    expect(await deliveries.take(39, 5, 30)).toEqual([]);
    expect(await deliveries.take(40, 5, 30)).toEqual([delivery("d1", { nextAt: 70 })]);
  });

  it("gives the longest due first, no more than asked for, and nothing that has ended", async () => {
    const { deliveries } = await open();
    await deliveries.add(delivery("late", { nextAt: 20 }));
    await deliveries.add(delivery("b", { nextAt: 11 }));
    await deliveries.add(delivery("a"));
    await deliveries.add(delivery("sent", { status: "sent", nextAt: 1 }));
    await deliveries.add(delivery("failed", { status: "failed", nextAt: 1 }));
    expect(await deliveries.next()).toBe(10);
    expect((await deliveries.take(15, 1, 30)).map(({ id }) => id)).toEqual(["a"]);
    expect((await deliveries.take(15, 9, 30)).map(({ id }) => id)).toEqual(["b"]);
    expect(await deliveries.next()).toBe(20);
  });

  it("notes how an attempt went, and lists messages newest first, by job and status", async () => {
    const { deliveries } = await open();
    for (const id of ["a", "b"]) await deliveries.add(delivery(id));
    await deliveries.add(delivery("c", { job: "j2" }));
    await deliveries.update("a", { status: "pending", attempts: 1, nextAt: 99, problem: "503" });
    await deliveries.update("b", { status: "sent", attempts: 2, nextAt: 10, problem: undefined });
    await deliveries.update("unknown", { status: "sent", attempts: 2, nextAt: 10, problem: undefined });
    expect(await deliveries.list({ job: "j1" })).toEqual([
      delivery("b", { status: "sent", attempts: 2 }),
      delivery("a", { attempts: 1, nextAt: 99, problem: "503" }),
    ]);
    expect((await deliveries.list({ status: "pending" })).map(({ id }) => id)).toEqual(["c", "a"]);
    expect((await deliveries.list({ limit: 1 })).map(({ id }) => id)).toEqual(["c"]);
    for (const id of ["a", "c"]) await deliveries.update(id, { status: "failed", attempts: 9, nextAt: 1, problem: "gone" });
    expect(await deliveries.next()).toBeUndefined();
  });
}
