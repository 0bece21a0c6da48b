import { BatonError } from "baton";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hour, world } from "./world.ts";

let here: ReturnType<typeof world>;
beforeEach(() => {
  here = world();
});
afterEach(() => here.remove());

const codeOf = async (refused: Promise<unknown>): Promise<string> => {
  const error: unknown = await refused.then(
    () => "nothing was refused",
    (reason: unknown) => reason,
  );
  return error instanceof BatonError ? error.code : String(error);
};

describe("a run that waits", () => {
  test("says for what and until when, is not drained, and says it again when it is resumed too early", async () => {
    const first = await here.start("I-1");
    expect(first).toMatchObject({ status: "interrupted", interrupts: [], waits: [{ node: "rest", until: "2026-01-05T09:00:00.000Z" }] });
    expect(first).not.toHaveProperty("drained");
    await here.clock.advance(hour - 1);
    expect(await here.once((baton) => baton.due())).toEqual([]);
    const { usage: _, ...again } = await here.resume(first.thread);
    expect(again).toEqual({ ...first, usage: undefined });
    await here.clock.advance(1);
    expect(await here.once((baton) => baton.due())).toEqual([first.thread]);
    expect(await here.resume(first.thread)).toMatchObject({
      status: "interrupted",
      waits: [{ node: "await_payment", event: "paid", match: { invoice: "I-1" }, expires: "2026-01-06T09:00:00.000Z" }],
    });
  });

  test("goes on in another process with an event that was sent while none ran, and is due until then", async () => {
    const thread = await here.waiting("I-1");
    expect(await here.once((baton) => baton.due())).toEqual([]);
    expect(await here.send("I-1")).toEqual([thread]);
    expect(await here.once((baton) => baton.due())).toEqual([thread]);
    expect(await here.resume(thread)).toMatchObject({ status: "done", outcome: "paid", output: { amount: 5 }, waits: [] });
    expect(await here.once((baton) => baton.due())).toEqual([]);
  });

  test("uses an event that came before it got there", async () => {
    const { thread } = await here.start("I-1");
    expect(await here.send("I-1")).toEqual([]); // nothing waits for it yet
    await here.clock.advance(hour);
    expect(await here.resume(thread)).toMatchObject({ status: "done", outcome: "paid" });
  });

  test("uses no event from before it began", async () => {
    const other = await here.waiting("I-9");
    expect(await here.send("I-1")).toEqual([]);
    await here.clock.advance(1);
    const thread = await here.waiting("I-1");
    expect(await here.resume(thread)).toMatchObject({ status: "interrupted" });
    expect(other).not.toBe(thread);
  });

  test("leaves alone what is another's", async () => {
    const thread = await here.waiting("I-1");
    expect(await here.send("I-2")).toEqual([]);
    expect(await here.resume(thread)).toMatchObject({ status: "interrupted" });
  });

  test("expires, by the time at which events came and not by when it is resumed", async () => {
    const [late, exact] = [await here.waiting("I-1"), await here.waiting("I-2")];
    await here.clock.advance(24 * hour);
    expect(await here.send("I-2")).toEqual([exact]); // the very moment at which it expires
    await here.clock.advance(1);
    await here.send("I-1");
    await here.clock.advance(99 * hour);
    expect(await here.resume(late)).toMatchObject({ outcome: "late" });
    expect(await here.resume(exact)).toMatchObject({ outcome: "paid" });
  });

  test("keeps an event that it took although its process died before anything else was written", async () => {
    const thread = await here.waiting("I-1");
    await here.send("I-1", { id: "e1" });
    await here.once(async ({ storage }) => {
      const [wait] = await storage.waits.list({ thread, status: "open" });
      expect(await storage.waits.take(wait?.id ?? "", here.clock.now())).toMatchObject({ status: "fired" });
    });
    await here.clock.advance(99 * hour);
    expect(await here.resume(thread)).toMatchObject({ outcome: "paid", output: { amount: 5 } });
  });
});

describe("an event", () => {
  test("is used by one of two runs that wait for it", async () => {
    const threads = [await here.waiting("I-1"), await here.waiting("I-1")];
    expect(await here.send("I-1")).toEqual(threads);
    const ends = await Promise.all(threads.map((thread) => here.resume(thread)));
    expect(ends.map(({ status }) => status).toSorted()).toEqual(["done", "interrupted"]);
    await here.send("I-1");
    const [left = ""] = threads.filter((_, index) => ends[index]?.status === "interrupted");
    expect(await here.resume(left)).toMatchObject({ status: "done" });
  });

  test("is one event however often its sender sends it, and never another under its id", async () => {
    const threads = [await here.waiting("I-1"), await here.waiting("I-1")];
    expect(await here.send("I-1", { id: "bank-7" })).toEqual(threads);
    expect(await here.send("I-1", { id: "bank-7" })).toEqual(threads);
    const ends = [await here.resume(threads[0] ?? ""), await here.resume(threads[1] ?? "")];
    expect(ends.map(({ status }) => status)).toEqual(["done", "interrupted"]);
    expect(await here.send("I-1", { id: "bank-7" })).toEqual([]);
    expect(await codeOf(here.send("I-1", { id: "bank-7", amount: 6 }))).toBe("event_conflict");
  });

  test("that is sent to one thread is for that one", async () => {
    const [one, other] = [await here.waiting("I-1"), await here.waiting("I-1")];
    expect(await here.send("I-1", { thread: other })).toEqual([other]);
    expect(await here.resume(one)).toMatchObject({ status: "interrupted" });
    expect(await here.resume(other)).toMatchObject({ status: "done" });
  });

  test("is refused where its payload does not fit, nobody declares it, or the thread is not there", async () => {
    const thread = await here.waiting("I-1");
    const send = (name: string, payload: object, to?: string): Promise<unknown> =>
      here.once((baton) => baton.send({ name, payload: { ...payload }, ...(to === undefined ? {} : { thread: to }) }));
    expect(await codeOf(send("paid", { invoice: "I-1" }))).toBe("event_invalid");
    expect(await codeOf(send("payed", { invoice: "I-1" }))).toBe("event_unknown");
    expect(await codeOf(send("payed", { invoice: "I-1" }, thread))).toBe("event_unknown");
    expect(await codeOf(send("paid", { invoice: "I-1", amount: 5 }, "thr_none"))).toBe("thread_unknown");
    expect(await here.resume(thread)).toMatchObject({ status: "interrupted" });
  });

  test("is refused where no run could use it: one that begins later would not", async () => {
    expect(await codeOf(here.send("I-1"))).toBe("event_unknown");
    expect(await here.once((baton) => baton.send({ name: "paid", payload: { invoice: "I-1", amount: 5 } }), "payment")).toEqual([]);
  });
});

describe("branches that wait side by side", () => {
  test("each tells what it waits for and goes on with its own event, however many of them come at once", async () => {
    const { thread, status, waits } = await here.once((baton) => baton.run({ input: { invoices: ["I-1", "I-2", "I-3"] } }), "payments");
    expect(status).toBe("interrupted");
    expect(waits.map(({ match, scope }) => [match, scope])).toEqual(["I-1", "I-2", "I-3"].map((invoice) => [{ invoice }, expect.stringContaining("each_one")]));
    await here.send("I-2", { amount: 20 });
    expect((await here.resume(thread)).waits.map(({ match }) => match)).toEqual([{ invoice: "I-1" }, { invoice: "I-3" }]);
    await here.send("I-3", { amount: 300 });
    await here.send("I-1", { amount: 1 });
    expect(await here.resume(thread)).toMatchObject({ status: "done", output: { total: 321 }, waits: [] });
  });
});

describe("what happens to a thread", () => {
  test("a fork waits anew, and what waited before takes nothing any more", async () => {
    const thread = await here.waiting("I-1");
    const [before] = await here.once((baton) => baton.show(thread).then(({ waits }) => waits.filter(({ status }) => status === "open")));
    const forked = await here.once(async (baton) => {
      const [head] = await baton.history(thread);
      await baton.fork(thread, head?.checkpoint ?? "", { values: { invoice: "I-2" } });
      return await baton.resume(thread);
    });
    expect(forked).toMatchObject({ status: "interrupted", waits: [{ match: { invoice: "I-2" } }] });
    expect(await here.send("I-1")).toEqual([]);
    expect(await here.send("I-2")).toEqual([thread]);
    expect(await here.resume(thread)).toMatchObject({ outcome: "paid" });
    expect(await here.once(({ storage }) => storage.waits.get(before?.id ?? ""))).toMatchObject({ status: "void", taken: undefined });
  });

  test("what a cancelled run waited for takes nothing once the thread has another run", async () => {
    const thread = await here.waiting("I-1");
    await here.send("I-1");
    expect(await here.once((baton) => baton.resume(thread, { signal: AbortSignal.abort() }))).toMatchObject({ status: "cancelled" });
    await here.once((baton) => baton.run({ input: { invoice: "I-2" }, thread }), "payment");
    const { waits } = await here.once((baton) => baton.show(thread));
    expect(waits.map(({ node, status }) => [node, status])).toEqual([
      ["rest", "fired"],
      ["await_payment", "void"],
      ["rest", "open"],
    ]);
  });

  test("a thread that is deleted takes its waits along", async () => {
    const thread = await here.waiting("I-1");
    await here.once((baton) => baton.delete(thread));
    expect(await here.once(({ storage }) => storage.waits.list({}))).toEqual([]);
    expect(await here.once((baton) => baton.due(here.clock.now() + 99 * hour))).toEqual([]);
  });
});

describe("a review with a calendar", () => {
  test("expires and escalates in working time, and is due then", async () => {
    const { thread, interrupts } = await here.once((baton) => baton.run({ input: {} }), "question");
    expect(interrupts).toMatchObject([
      { baton: { expiresAt: Date.UTC(2026, 0, 5, 16), escalate: [{ at: Date.UTC(2026, 0, 5, 12), to: "boss" }] } }, // five and one o'clock in Berlin
    ]);
    await here.clock.advance(4 * hour);
    const later = await here.once((baton) => baton.run({ input: {} }), "question");
    // Tuesday is a holiday; so the second half of the day is Wednesday's first, and the escalation is at closing time.
    expect(later.interrupts).toMatchObject([{ baton: { expiresAt: Date.UTC(2026, 0, 7, 12), escalate: [{ at: Date.UTC(2026, 0, 5, 16), to: "boss" }] } }]);
    await here.clock.advance(4 * hour);
    expect(await here.once((baton) => baton.due())).toEqual([thread]);
    expect(await here.resume(thread)).toMatchObject({ outcome: "nobody" });
  });
});
