import type { ExternalEvent, Storage, Wait } from "@baton/runtime";
import { expect, it } from "vitest";
import { externalEvent, run, thread, wait } from "./samples.ts";

/** Waits and the events that end them. */
export function waitConformance(open: () => Promise<Storage>): void {
  const timer = (id: string, change: Partial<Wait> = {}): Wait => wait(id, { event: undefined, match: {}, wakeAt: 50, ...change });

  it("opens a wait once: who opens it again gets the row that is there, its times unchanged", async () => {
    const { waits } = await open();
    const full = wait("w1", { expiresAt: 90, match: { invoice: { id: "I-1", lines: [1, null] } } });
    expect(await waits.open(full)).toEqual(full);
    expect(await waits.open(wait("w1", { expiresAt: 999 }))).toEqual(full);
    expect(await waits.get("w1")).toEqual(full);
    expect(await waits.get("w2")).toBeUndefined();
  });

  it("takes a fitting event once, and gives the same to who asks again", async () => {
    const { waits } = await open();
    await waits.open(wait("w1"));
    expect((await waits.take("w1", 20))?.status).toBe("open");
    expect(await waits.ready("w1", 20)).toBe(false);
    await waits.send(externalEvent("e1"));
    expect(await waits.ready("w1", 20)).toBe(true);
    expect((await waits.get("w1"))?.status).toBe("open"); // looking takes nothing
    const fired = { ...wait("w1"), status: "fired", taken: { event: "e1", payload: { invoice: "I-1", amount: 7 } } };
    expect(await waits.take("w1", 20)).toEqual(fired);
    await waits.send(externalEvent("e2"));
    expect(await waits.take("w1", 99)).toEqual(fired);
    expect(await waits.ready("w1", 20)).toBe(true);
    expect(await waits.take("unknown", 20)).toBeUndefined();
    expect(await waits.ready("unknown", 20)).toBe(false);
  });

  it.each<readonly [string, Partial<ExternalEvent>]>([
    ["another name", { name: "other" }],
    ["another value of a field", { payload: { invoice: "I-2" } }],
    ["a field that is not there", { payload: { amount: 7 } }],
    ["a payload that has no fields", { payload: "I-1" }],
    ["another thread's", { thread: "t2" }],
    ["received before the run began", { receivedAt: 4 }],
    ["received after the wait's end", { receivedAt: 61 }],
    ["used already", { takenBy: "somebody" }],
  ])("leaves an event alone that does not fit: %s", async (_, change) => {
    const { waits } = await open();
    await waits.open(wait("w1", { expiresAt: 60 }));
    expect((await waits.send(externalEvent("e1", change))).wakes).toEqual([]);
    expect((await waits.take("w1", 30))?.status).toBe("open");
    expect(await waits.due(30)).toEqual([]);
  });

  it.each<readonly [string, Partial<ExternalEvent>]>([
    ["addressed to the thread", { thread: "t1" }],
    ["received when the run began, before the wait was opened", { receivedAt: 5 }],
    ["received at the very end", { receivedAt: 60 }],
  ])("takes an event that fits: %s, however late somebody looks", async (_, change) => {
    const { waits } = await open();
    await waits.send(externalEvent("e1", change));
    await waits.open(wait("w1", { expiresAt: 60 }));
    expect(await waits.take("w1", 9999)).toMatchObject({ status: "fired", taken: { event: "e1" } });
  });

  it("compares values, not how they are written", async () => {
    const { waits } = await open();
    await waits.open(wait("w1", { match: { a: { x: 1, y: [2] } } }));
    await waits.send(externalEvent("e1", { payload: { a: { y: [2], x: 1 } } }));
    expect((await waits.take("w1", 20))?.status).toBe("fired");
  });

  it("gives the oldest event first, and of two waits one gets it", async () => {
    const { waits } = await open();
    await waits.send(externalEvent("new", { receivedAt: 12 }));
    await waits.send(externalEvent("old", { receivedAt: 11 }));
    for (const id of ["w1", "w2", "w3"]) await waits.open(wait(id));
    const taken = await Promise.all(["w1", "w2", "w3"].map((id) => waits.take(id, 20)));
    expect(taken.map((row) => row?.taken?.event)).toEqual(["old", "new", undefined]);
    expect(taken.map((row) => row?.status)).toEqual(["fired", "fired", "open"]);
  });

  it("keeps an event once by name and id, and tells which waits it would end", async () => {
    const { waits } = await open();
    await waits.open(wait("w2", { openedAt: 9 }));
    await waits.open(wait("w1", { openedAt: 8, thread: "t2" }));
    await waits.open(wait("w3", { match: { invoice: "I-3" } }));
    const first = await waits.send(externalEvent("e1"));
    expect(first.event).toEqual(externalEvent("e1"));
    expect(first.wakes.map(({ id }) => id)).toEqual(["w1", "w2"]);
    const again = await waits.send(externalEvent("e1", { payload: "other", receivedAt: 99 }));
    expect(again.event).toEqual(externalEvent("e1"));
    expect(again.wakes.map(({ id }) => id)).toEqual(["w1", "w2"]);
    await waits.take("w2", 20);
    expect(await waits.send(externalEvent("e1"))).toEqual({ event: externalEvent("e1", { takenBy: "w2" }), wakes: [] });
    expect((await waits.send(externalEvent("e1", { name: "other" }))).event.takenBy).toBeUndefined();
  });

  it("ends a wait by its time, judged at the moment of looking", async () => {
    const { waits } = await open();
    await waits.open(timer("t"));
    await waits.open(timer("late", { expiresAt: 49 }));
    await waits.open(timer("both", { expiresAt: 50 }));
    await waits.open(wait("e", { expiresAt: 50 }));
    const look = async (now: number): Promise<unknown[]> => Promise.all(["t", "late", "both", "e"].map(async (id) => (await waits.take(id, now))?.status));
    expect(await look(48)).toEqual(["open", "open", "open", "open"]);
    expect(await look(49)).toEqual(["open", "expired", "open", "open"]);
    expect(await look(50)).toEqual(["fired", "expired", "fired", "expired"]);
    expect((await waits.get("t"))?.taken).toBeUndefined();
  });

  it("prefers an event to the end where both are there", async () => {
    const { waits } = await open();
    await waits.open(wait("w1", { expiresAt: 50 }));
    await waits.send(externalEvent("e1", { receivedAt: 50 }));
    expect((await waits.take("w1", 50))?.status).toBe("fired");
  });

  it("lists what is due: by time or by an event, oldest first, up to a limit", async () => {
    const { waits } = await open();
    await waits.open(wait("c", { openedAt: 30 }));
    await waits.open(timer("a", { openedAt: 10 }));
    await waits.open(timer("b", { openedAt: 20, wakeAt: 70 }));
    await waits.open(wait("d", { openedAt: 40, match: { invoice: "I-9" }, expiresAt: 65 }));
    await waits.open(timer("e", { openedAt: 1, status: "void" }));
    const due = async (now: number, limit?: number): Promise<string[]> => (await waits.due(now, limit)).map(({ id }) => id);
    expect(await due(49)).toEqual([]);
    expect(await due(50)).toEqual(["a"]);
    await waits.send(externalEvent("e1"));
    expect(await due(49)).toEqual(["c"]);
    expect(await due(70)).toEqual(["a", "b", "c", "d"]);
    expect(await due(70, 2)).toEqual(["a", "b"]);
    for (const id of ["a", "b", "c", "d"]) await waits.take(id, 70);
    expect(await due(9999)).toEqual([]);
  });

  it("voids what is open on a thread, or on one run of it; a void wait takes nothing", async () => {
    const { waits } = await open();
    await waits.open(wait("a", { openedAt: 1 }));
    await waits.open(wait("b", { openedAt: 2, run: "r2" }));
    await waits.open(wait("c", { openedAt: 3, thread: "t2" }));
    await waits.open(timer("d", { openedAt: 4 }));
    await waits.take("d", 50);
    expect(await waits.voidOpen("t1", "r2")).toBe(1);
    expect(await waits.voidOpen("t1")).toBe(1);
    expect((await waits.list({ thread: "t1" })).map(({ id, status }) => [id, status])).toEqual([
      ["a", "void"],
      ["b", "void"],
      ["d", "fired"],
    ]);
    expect((await waits.list({ status: "open" })).map(({ id }) => id)).toEqual(["c"]);
    expect((await waits.send(externalEvent("e1"))).wakes.map(({ id }) => id)).toEqual(["c"]);
    expect(await waits.take("a", 20)).toMatchObject({ status: "void", taken: undefined });
  });

  it("lets a deleted thread take along its waits and the events that only it could use", async () => {
    const { threads, waits } = await open();
    await threads.create(thread("t1"));
    await threads.putRun(run("r1", "t1"));
    await waits.open(wait("w1"));
    await waits.open(wait("w2", { thread: "t2" }));
    await waits.send(externalEvent("own", { thread: "t1" }));
    await waits.send(externalEvent("free"));
    await threads.delete("t1");
    expect((await waits.list({})).map(({ id }) => id)).toEqual(["w2"]);
    expect((await waits.send(externalEvent("own", { payload: "another" }))).event.payload).toBe("another");
    expect((await waits.take("w2", 20))?.taken?.event).toBe("free");
  });
}
