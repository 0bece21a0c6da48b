import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Baton, manualClock, openBaton, openSqlite, type RunResult } from "baton";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { drive, graph, input, thread } from "./drive.ts";
import { entries, faultHost } from "./host.ts";
import { bundle, start, type Started } from "./process.ts";

let scripts = "";
let script = "";
let folder = "";
beforeAll(async () => {
  scripts = mkdtempSync(join(tmpdir(), "baton-"));
  script = await bundle("racer.ts", scripts);
});
afterAll(() => rmSync(scripts, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ledger = (): string => join(folder, "ledger.jsonl");
const tools = (): readonly string[] => entries(ledger()).map(({ tool }) => tool);

async function withBaton<T>(work: (baton: Baton) => Promise<T>): Promise<T> {
  const baton = await openBaton({ graph, data: folder, host: faultHost(ledger()), offline: true });
  try {
    return await work(baton);
  } finally {
    await baton.close();
  }
}

const endSchema = z.object({
  status: z.string(),
  outcome: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  drained: z.literal(true).optional(),
});

/** What a racer said at its end. */
async function endOf(racer: Started): Promise<z.infer<typeof endSchema>> {
  const { printed } = await racer.ended;
  return endSchema.parse(JSON.parse(printed.trim().split("\n").at(-1) ?? ""));
}

/** Starts racers, and has all go on in the same moment. */
async function race(decisions: readonly string[]): Promise<readonly z.infer<typeof endSchema>[]> {
  const racers = decisions.map((decision) => start(script, [folder, "resume", decision]));
  await Promise.all(racers.map(({ ready }) => ready));
  for (const { child } of racers) child.stdin.write("go\n");
  return Promise.all(racers.map(endOf));
}

describe("processes that resume one thread at once", () => {
  test.each([
    ["the same decision", ["approve", "approve", "approve"]],
    ["different decisions", ["approve", "reject", "approve"]],
  ])("%s: one wins, the others are told why not, and nothing happens twice", async (_, decisions) => {
    await withBaton((baton) => baton.run({ thread, input }));
    const ends = await race(decisions);
    const [winner, ...more] = ends.filter(({ status }) => status === "done");
    expect(more).toEqual([]);
    const losers = ends.filter(({ status }) => status !== "done");
    expect(losers).toHaveLength(decisions.length - 1);
    for (const { status, code, message } of losers) {
      expect(status).toBe("refused");
      expect(["thread_busy", "thread_finished", "approval_decided", "interrupt_unknown"]).toContain(code);
      expect(message).toMatch(/^[A-Z].*\.$/s);
    }
    const paid = ["reserve", "pay", "confirm", "post"];
    expect(tools()).toEqual(winner?.outcome === "done" ? paid : ["reserve"]);
    const approvals = await withBaton(({ storage }) => storage.approvals.list({ thread }));
    expect(approvals.map(({ actions }) => actions[0]?.decisions.length)).toEqual([1]);
  });
});

describe("a lease", () => {
  test("is taken over at once where its holder was killed on the same machine", async () => {
    const holder = start(script, [folder, "slow", "reserve"]);
    await holder.ready;
    await expect(withBaton((baton) => baton.resume(thread))).rejects.toMatchObject({
      code: "thread_busy",
      message: expect.stringContaining(String(holder.child.pid)),
    });
    holder.child.kill("SIGKILL");
    expect(await holder.ended).toMatchObject({ signal: "SIGKILL" });
    expect(await withBaton((baton) => baton.resume(thread))).toMatchObject({ status: "interrupted" });
    expect(tools()).toEqual(["reserve"]);
  });

  test("that was lost lets its holder write nothing: not the checkpoints, not how the run stands", async () => {
    const slow = start(script, [folder, "slow", "reserve"]);
    await slow.ready;
    const taker = openSqlite({ file: join(folder, "baton.db") });
    const taken = await taker.leases.acquire(thread, "elsewhere:1:x", 60_000, Date.now() + 3_600_000);
    expect(taken.type).toBe("held");
    const was = await taker.checkpointer.getTuple({ configurable: { thread_id: thread } });
    const [run] = await taker.threads.listRuns(thread);
    writeFileSync(join(folder, "go"), "");
    expect(await endOf(slow)).toMatchObject({ status: "refused", code: "lease_lost" });
    expect(await taker.checkpointer.getTuple({ configurable: { thread_id: thread } })).toEqual(was);
    expect(await taker.threads.listRuns(thread)).toEqual([run]);
    await taker.leases.release(taken.lease);
    await taker.close();
    expect(await withBaton((baton) => drive(baton, ledger()))).toMatchObject({ status: "done", outcome: "done" });
    expect(tools()).toEqual(["reserve", "pay", "confirm", "post"]);
  });
});

describe("SIGTERM", () => {
  test("drains: the tool under way ends, and the next process goes on from there", async () => {
    const first = start(script, [folder, "slow", "reserve"]);
    await first.ready;
    first.child.kill("SIGTERM");
    expect(await endOf(first)).toEqual({ status: "interrupted", drained: true });
    expect(tools()).toEqual(["reserve"]);
    const { usage } = await withBaton((baton) => baton.resume(thread));
    expect(usage).toMatchObject({ modelCalls: 3, toolCalls: 2 }); // nothing was done again
    const second = start(script, [folder, "slow", "confirm"]);
    await second.ready;
    second.child.kill("SIGTERM");
    expect(await endOf(second)).toEqual({ status: "interrupted", drained: true });
    expect(await withBaton((baton) => drive(baton, ledger()))).toMatchObject({ status: "done", outcome: "done" });
    expect(tools()).toEqual(["reserve", "pay", "confirm", "post"]);
  });
});

describe("what does not fit the thread is refused, and leaves it as it was", () => {
  const refused = async (baton: Baton, work: () => Promise<unknown>, code: string): Promise<void> => {
    const was = await baton.show(thread);
    await expect(work()).rejects.toMatchObject({ code });
    expect(await baton.show(thread)).toEqual(was);
  };
  const approve = [{ type: "approve" as const }];

  test("unknown, stale and foreign decisions, and those that do not fit", async () => {
    await withBaton(async (baton) => {
      const { interrupts } = await baton.run({ thread, input });
      const other = await baton.run({ thread: "order-2", input });
      const [mine] = interrupts;
      const [foreign] = other.interrupts;
      if (mine === undefined || foreign === undefined) throw new Error("Nothing is open.");
      await refused(baton, () => baton.resume(thread, { answers: { nobody: approve } }), "interrupt_unknown");
      await refused(baton, () => baton.resume(thread, { answers: { [foreign.id]: approve } }), "interrupt_unknown");
      await refused(baton, () => baton.resume(thread, { answers: { [foreign.baton.id]: approve } }), "interrupt_unknown");
      await refused(baton, () => baton.decide("apr_nobody", approve), "interrupt_unknown");
      await refused(baton, () => baton.resume(thread, { answers: { [mine.id]: [...approve, ...approve] } }), "decision_invalid");
      await refused(baton, () => baton.resume(thread, { answers: { [mine.id]: [] } }), "decision_invalid");
      await refused(baton, () => baton.resume(thread, { answers: { [mine.id]: [{ type: "respond", message: "yes" }] } }), "decision_invalid");
      await refused(baton, () => baton.resume(thread, { decisions: approve, actor: { id: "eve", roles: ["clerk"] } }), "approval_forbidden");
      await refused(baton, () => baton.run({ thread, input }), "thread_waiting");
      expect(tools()).toEqual(["reserve", "reserve"]);
      expect(await baton.resume(thread, { answers: { [mine.id]: approve } })).toMatchObject({ status: "done" });
      await refused(baton, () => baton.resume(thread, { answers: { [mine.id]: approve } }), "thread_finished");
      await refused(baton, () => baton.resume(thread), "thread_finished");
      await refused(baton, () => baton.decide(mine.baton.id, approve), "approval_decided");
    });
  });

  test("a second decision of what was decided and not resumed yet", async () => {
    await withBaton(async (baton) => {
      const { interrupts } = await baton.run({ thread, input });
      const id = interrupts[0]?.baton.id ?? "";
      await baton.decide(id, approve);
      await refused(baton, () => baton.decide(id, [{ type: "reject" }]), "approval_decided");
      await refused(baton, () => baton.resume(thread, { answers: { [interrupts[0]?.id ?? ""]: [{ type: "reject" }] } }), "approval_decided");
      expect(await baton.resume(thread)).toMatchObject({ status: "done", outcome: "done" });
    });
  });

  test("unknown threads, and threads of another graph", async () => {
    await withBaton(async (baton) => {
      await expect(baton.resume("nobody")).rejects.toMatchObject({ code: "thread_unknown" });
      await baton.run({ thread, input });
      const known = await baton.storage.threads.get(thread);
      if (known === undefined) throw new Error("There is no thread.");
      await baton.storage.threads.create({ ...known, id: "foreign", graph: "another", status: "idle" });
      await expect(baton.run({ thread: "foreign", input })).rejects.toMatchObject({ code: "thread_foreign" });
    });
  });

  test("an answer to several at once without their ids resumes nothing else", async () => {
    await withBaton(async (baton) => {
      await baton.run({ thread, input });
      await baton.run({ thread: "order-2", input });
      await baton.resume(thread, { decisions: approve });
      expect(await baton.inbox()).toMatchObject([{ thread: "order-2", status: "open" }]);
    });
  });
});

describe("cancel", () => {
  /** Runs to the review, has it approved, and cancels once `tool` is at work; the tool does not listen, and ends when it is told. */
  async function cancelled(tool: string): Promise<{ readonly baton: Baton; readonly result: RunResult; readonly end: () => Promise<void> }> {
    const cancel = new AbortController();
    let release = (): void => undefined;
    let asked = 0;
    const host = faultHost(ledger(), async (at, place) => {
      if (at !== tool || place !== "before" || asked > 0) return;
      asked = performance.now();
      cancel.abort();
      await new Promise<void>((resolve) => (release = resolve));
    });
    const baton = await openBaton({ graph, data: folder, host, offline: true });
    await baton.run({ thread, input });
    const result = await baton.resume(thread, { decisions: [{ type: "approve" }], signal: cancel.signal });
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect(result).toMatchObject({ status: "cancelled", interrupts: [] });
    expect((await baton.show(thread)).next).toEqual([tool]);
    const end = async (): Promise<void> => {
      release();
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    return { baton, result, end };
  }

  test.each(["confirm", "post"])("stops within a second though %s goes on; a person says what became of the call", async (tool) => {
    const { baton, end } = await cancelled(tool);
    expect((await baton.storage.effects.list({ thread })).at(-1)).toMatchObject({ tool, state: "unknown" });
    const { interrupts } = await baton.resume(thread);
    expect(interrupts).toMatchObject([{ node: tool, baton: { kind: "unknown-effect" } }]);
    await end();
    const value = { happened: true, result: { number: `${tool} A-1` } };
    expect(await baton.resume(thread, { decisions: [{ type: "respond", value }] })).toMatchObject({ status: "done", outcome: "done" });
    expect(tools()).toEqual(["reserve", "pay", "confirm", "post"]);
    await baton.close();
  });

  test("a call that its system recognises is made again, and counts once", async () => {
    const { baton, end } = await cancelled("pay");
    const resumed = await baton.resume(thread);
    await end();
    expect(resumed).toMatchObject({ status: "done", outcome: "done" });
    expect(tools()).toEqual(["reserve", "pay", "confirm", "post"]);
    await baton.close();
  });

  test("leaves the thread free for a new run, which takes nothing from the cancelled one", async () => {
    const { baton, end } = await cancelled("pay");
    const { run, interrupts } = await baton.run({ thread, input });
    expect(interrupts).toMatchObject([{ node: "pay", baton: { run, kind: "call", asker: "review" } }]);
    await end();
    await baton.close();
  });
});

describe("time", () => {
  test("a review expires: the decision comes too late, and the run leaves by expired", async () => {
    const clock = manualClock(Date.UTC(2026, 0, 5));
    const baton = await openBaton({ graph, data: folder, host: faultHost(ledger()), offline: true, clock });
    const { interrupts } = await baton.run({ thread, input });
    const answers = { [interrupts[0]?.id ?? ""]: [{ type: "approve" as const }] };
    await clock.advance(3 * 24 * 3_600_000 - 1);
    expect(await baton.resume(thread)).toMatchObject({ status: "interrupted" });
    await clock.advance(1);
    await expect(baton.resume(thread, { answers })).rejects.toMatchObject({ code: "approval_expired" });
    await expect(baton.decide(interrupts[0]?.baton.id ?? "", [{ type: "approve" }])).rejects.toMatchObject({ code: "approval_expired" });
    expect(await baton.resume(thread)).toMatchObject({ status: "done", outcome: "refused", output: { notes: ["checked"] } });
    expect(tools()).toEqual(["reserve"]);
    await baton.close();
  });
});
