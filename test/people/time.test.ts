import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type People, people } from "./world.ts";

let here: People;
beforeEach(async () => {
  here = await people();
});
afterEach(() => here.close());

const hour = 3_600_000;
const order = { order: "A", amount: 70 };
const approve = { decisions: [{ type: "approve" }] };

/** What was noted of escalations in a thread's log, once it is. */
async function escalations(thread: string): Promise<readonly unknown[]> {
  const { events } = here.serving.storage;
  return (await events.read(thread)).map(({ event }) => event).filter((event) => JSON.stringify(event).includes("approval.escalated"));
}

/** Turns the clock, and waits until the server has done what came due. */
async function turn(ms: number, done: () => Promise<boolean>): Promise<void> {
  await here.clock.advance(ms);
  await expect.poll(done, { timeout: 5_000 }).toBe(true);
}

const isNoted = async ({ serving }: People, id: string): Promise<boolean> =>
  (await serving.storage.approvals.get(id))?.escalate.every((each) => each.noted !== undefined) === true;

describe("an escalation", () => {
  test("lets further people decide from its hour of working time on, is noted once, and not again after a restart", async () => {
    const { id, thread } = await here.waiting("slow", order);
    const fred = await here.as("fred", ["cfo"]);
    const inbox = async () => (await fred.call("GET", "/baton/inbox")).body;
    expect(await inbox()).toEqual({ items: [] });
    expect(await fred.call("POST", `/baton/approvals/${id}/decide`, approve)).toMatchObject({ status: 404 });

    await turn(4 * hour, () => isNoted(here, id));
    expect(await escalations(thread)).toEqual([{ type: "approval.escalated", node: "pay", approval: id, at: Date.UTC(2026, 10, 2, 13), to: "cfo" }]);
    expect(await inbox()).toMatchObject({ items: [{ id, mine: true, escalate: [{ to: "cfo", noted: Date.UTC(2026, 10, 2, 13) }] }] });

    await here.restart();
    await here.clock.advance(hour);
    expect(await escalations(thread)).toHaveLength(1);
    expect(await fred.call("POST", `/baton/approvals/${id}/decide`, approve)).toMatchObject({ status: 200 });
    expect(await here.standing(thread)).toMatchObject({ outcome: "paid" });
  });

  test("whose hour came while no server ran is noted when one starts", async () => {
    const idle = await people({ idle: true });
    try {
      const { id } = await idle.waiting("slow", order);
      await idle.clock.advance(4 * hour);
      expect(await isNoted(idle, id)).toBe(false);
      await idle.restart();
      expect(await isNoted(idle, id)).toBe(true);
    } finally {
      await idle.close();
    }
  });

  test("counts while people work: an evening and a weekend do not bring it nearer", async () => {
    await here.clock.advance(4 * 24 * hour + 7 * hour); // Friday, four o'clock
    const { id } = await here.waiting("slow", order);
    const [escalation] = (await here.serving.storage.approvals.get(id))?.escalate ?? [];
    expect(escalation?.at).toBe(Date.UTC(2026, 10, 9, 12));
  });
});

describe("a review that expires", () => {
  test("takes no decision from that moment on, and says so, even before anybody noticed", async () => {
    const idle = await people({ idle: true });
    try {
      const { id, expiresAt = 0 } = await idle.waiting("slow", order);
      expect(expiresAt).toBe(Date.UTC(2026, 10, 3, 17));
      await idle.clock.advance(expiresAt - idle.clock.now());
      const cleo = await idle.as("cleo", ["controller"]);
      expect(await cleo.call("POST", `/baton/approvals/${id}/decide`, approve)).toMatchObject({
        status: 409,
        body: { code: "approval_expired", detail: expect.stringContaining("2026-11-03 17:00:00 UTC") },
      });
      expect((await idle.serving.storage.approvals.get(id))?.status).toBe("open");
    } finally {
      await idle.close();
    }
  });

  test("goes on by the way for that, once, by itself", async () => {
    const { id, thread } = await here.waiting("slow", order);
    const settled = async (): Promise<boolean> => (await here.serving.storage.approvals.get(id))?.status === "resolved";
    await turn(32 * hour, settled);
    expect(await here.standing(thread)).toEqual({ status: "done", outcome: "late" });
    expect(here.paid()).toEqual([]);
    const cleo = await here.as("cleo", ["controller"]);
    expect(await cleo.call("GET", `/baton/approvals/${id}`)).toMatchObject({
      status: 200,
      body: { closed: { code: "approval_expired" }, actions: [{ status: "expired" }] },
    });
  });
});

test("a review that is void takes no decision, and says so", async () => {
  const { id, thread } = await here.waiting("one", order);
  const { client } = await here.as("olga", [], { permissions: ["operator"] });
  await client.threads.updateState(thread, { values: { amount: 9 }, asNode: "review" });
  const cleo = await here.as("cleo", ["controller"]);
  expect(await cleo.call("POST", `/baton/approvals/${id}/decide`, approve)).toMatchObject({ status: 409, body: { code: "approval_void" } });
  expect(await cleo.call("GET", `/baton/approvals/${id}`)).toMatchObject({ status: 200, body: { closed: { code: "approval_void" } } });
});
