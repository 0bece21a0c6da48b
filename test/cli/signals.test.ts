import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ended, start, threadOf, type World, world } from "./world.ts";

let here: World;
beforeEach(async () => {
  here = await world();
});
afterEach(() => here.remove());

/** Starts a run and waits until its tool is at work. */
async function working(args: readonly string[]): Promise<ReturnType<typeof start>> {
  const child = start(args, { cwd: here.folder });
  for (let waited = 0; !here.has("paused"); waited += 20) {
    if (waited > 20_000) throw new Error("the tool was never called");
    await pause(20);
  }
  return child;
}

const long = ["run", "rest", "--thread", "case", "--input", "ms=20000"];

describe("Ctrl-C", () => {
  it("stops a run within a second at a finished step, with 130, and says how to go on", async () => {
    const child = await working(["run", "rest", "--input", "ms=3000"]);
    const end = ended(child);
    const at = performance.now();
    child.kill("SIGINT");
    const cancelled = await end;
    expect(performance.now() - at).toBeLessThan(1500); // a second, and the process's own end
    expect(cancelled).toMatchObject({ code: 130, out: expect.stringMatching(/■ Cancelled, after 1 finished step[^]*baton resume thr_/) });
    expect(await here.baton(["resume", threadOf(cancelled)])).toMatchObject({ code: 0, out: expect.stringMatching(/first {3}noted\n {2}second {2}rested/) });
  });

  it("pressed twice leaves at once, and the run goes on elsewhere", async () => {
    const child = await working(long);
    const end = ended(child);
    child.kill("SIGINT");
    child.kill("SIGINT");
    expect((await end).code).toBe(130);
    const again = start(["resume", "case"], { cwd: here.folder });
    const resumed = ended(again);
    await pause(3000);
    expect(again.exitCode).toBe(null); // at the pause anew
    again.kill("SIGKILL");
    await resumed;
  });
});

describe("a process that is asked to end", () => {
  it("finishes its step, ends with 3 and says how to go on; the next process goes on", async () => {
    const child = await working(["run", "rest", "--input", "ms=1000"]);
    const end = ended(child);
    child.kill("SIGTERM");
    const drained = await end;
    expect(drained).toMatchObject({ code: 3, out: expect.stringMatching(/It stopped after a finished step\. Go on with:\n {2}baton resume thr_/) });
    expect(await here.baton(["resume", threadOf(drained), "--json"])).toMatchObject({ code: 0 });
  });

  it("that is killed loses no finished step", async () => {
    const child = await working(["run", "rest", "--thread", "case", "--input", "ms=1500"]);
    const end = ended(child);
    child.kill("SIGKILL");
    await end;
    expect(await here.baton(["resume", "case"])).toMatchObject({ code: 0, out: expect.stringContaining("Done: done") });
  });
});

describe("a thread that another process works on", () => {
  it("is refused by name, and the work goes on", async () => {
    const child = await working(["run", "rest", "--thread", "case", "--input", "ms=4000"]);
    const end = ended(child);
    const { code, err } = await here.baton(["resume", "case"]);
    expect(code).toBe(1);
    expect(err).toContain(`is being worked on by process ${child.pid}`);
    expect(await end).toMatchObject({ code: 0 });
  });
});

describe("a reader that goes away", () => {
  it("is no reason to complain", async () => {
    const child = start(["check", "refund", "rest", "ask", "--json"], { cwd: here.folder });
    child.stdout.destroy();
    const code = new Promise((resolve) => child.on("close", resolve));
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    expect(await code).toBe(0);
    expect(err).toBe("");
  });
});
