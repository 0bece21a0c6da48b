import { describe, expect, it } from "vitest";
import { manualClock } from "./clock.ts";
import { underDeadline, unlessAborted } from "./deadline.ts";

describe("a deadline", () => {
  const deaf = (): Promise<never> => new Promise(() => undefined);

  it("ends work, deaf work too, with what it says when the time is up", async () => {
    const clock = manualClock();
    const late = (): Error => new Error("late");
    const work = underDeadline(new AbortController().signal, { clock, ms: 10, late }, (signal) => unlessAborted(signal, deaf()));
    await Promise.all([expect(work).rejects.toThrow("late"), clock.advance(10)]);
  });

  it.each([
    ["before", true],
    ["while", false],
  ])("ends work with the outer signal that ended %s it began", async (_, before) => {
    const clock = manualClock();
    const outer = new AbortController();
    if (before) outer.abort(new Error("stop"));
    const work = underDeadline(outer.signal, { clock, ms: undefined, late: () => new Error("late") }, (signal) => unlessAborted(signal, deaf()));
    outer.abort(new Error("stop"));
    await expect(work).rejects.toThrow("stop");
  });

  it("leaves no timer behind, and its signal as it is, when the work was faster", async () => {
    const clock = manualClock();
    const outer = new AbortController();
    let given: AbortSignal | undefined;
    const work = underDeadline(outer.signal, { clock, ms: 10, late: () => new Error("late") }, async (signal) => {
      given = signal;
      return "done";
    });
    expect(await work).toBe("done");
    expect(clock.sleepers()).toBe(0);
    outer.abort();
    expect(given?.aborted).toBe(false);
  });
});
