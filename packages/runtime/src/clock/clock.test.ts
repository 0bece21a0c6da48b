import { describe, expect, it } from "vitest";
import { manualClock, systemClock } from "./clock.ts";

describe("the manual clock", () => {
  it("stands still until it is turned, and wakes sleepers in order", async () => {
    const clock = manualClock(1_000);
    const woken: string[] = [];
    const late = clock.sleep(200).then(() => woken.push(`late at ${clock.now()}`));
    const early = clock.sleep(100).then(() => woken.push(`early at ${clock.now()}`));
    await clock.advance(99);
    expect(woken).toEqual([]);
    await clock.advance(200);
    await Promise.all([late, early]);
    expect(woken).toEqual(["early at 1100", "late at 1200"]);
    expect(clock.now()).toBe(1_299);
  });

  it("wakes again, within one turn, who goes back to sleep", async () => {
    const clock = manualClock();
    let naps = 0;
    const napping = (async () => {
      for (; naps < 3; naps += 1) await clock.sleep(10);
    })();
    await clock.advance(30);
    await napping;
    expect(naps).toBe(3);
  });

  it("calls who asked when the time has come, unless that was taken back", async () => {
    const clock = manualClock();
    const woken: string[] = [];
    clock.after(10, () => woken.push("kept"));
    clock.after(10, () => woken.push("taken back"))();
    await clock.advance(9);
    expect(woken).toEqual([]);
    await clock.advance(1);
    expect(woken).toEqual(["kept"]);
    expect(clock.sleepers()).toBe(0);
  });

  it.each([
    ["before the sleep", true],
    ["during the sleep", false],
  ])("rejects with the signal's reason when it aborts %s", async (_, before) => {
    const clock = manualClock();
    const stop = new AbortController();
    if (before) stop.abort(new Error("stop"));
    const sleeping = clock.sleep(10, stop.signal);
    stop.abort(new Error("stop"));
    await expect(sleeping).rejects.toThrow("stop");
    expect(clock.sleepers()).toBe(0);
  });
});

describe("the system clock", () => {
  it("calls who asked, unless that was taken back", async () => {
    const woken: string[] = [];
    systemClock.after(1, () => woken.push("taken back"))();
    await new Promise<void>((resolve) => void systemClock.after(5, resolve));
    expect(woken).toEqual([]);
  });

  it("sleeps until the time has come, and not when the signal is aborted", async () => {
    const start = systemClock.now();
    await systemClock.sleep(5);
    expect(systemClock.now() - start).toBeGreaterThanOrEqual(5);
    await expect(systemClock.sleep(60_000, AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
    const stop = new AbortController();
    const sleeping = systemClock.sleep(60_000, stop.signal);
    stop.abort(new Error("stop"));
    await expect(sleeping).rejects.toThrow("stop");
  });
});
