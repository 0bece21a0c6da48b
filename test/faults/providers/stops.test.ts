import { afterEach, describe, expect, test } from "vitest";
import type { Disturbance } from "../../model-server/server.ts";
import { costs, desk, type Desk, type DeskOptions } from "./desk.ts";
import { text } from "./faults.ts";
import { before, flood, half, silence, status } from "./misbehave.ts";

let open: Desk | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});
const start = async (options: DeskOptions, ...disturbances: readonly Disturbance[]): Promise<Desk> =>
  (open = await desk({ disk: true, ...options }, ...disturbances));

const well: Disturbance = { type: "none" };
const done = { status: "done", output: { answer: { words: "Booked A-1" } } };
const modes = [false, true];
const down = status(500, { message: "Oh." });

/** Resolves once the server has so many requests and the last of them had time to begin its answer. */
async function waiting({ server }: Desk, requests: number): Promise<void> {
  while (server.requests.length < requests) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 50));
}

describe.each(modes)("a server that is silent, streamed: %s", (streamed) => {
  const hangs: readonly (readonly [string, Disturbance])[] = [
    ["before a word", before(silence)],
    ["in the middle", half(text("never"), silence)],
  ];

  test.each(hangs)("%s does not keep a run that is cancelled", async (_, hang) => {
    const world = await start({ streamed }, well, hang);
    const stop = new AbortController();
    const run = world.run({ signal: stop.signal });
    await waiting(world, 2);
    const at = performance.now();
    stop.abort(new Error("cancelled"));
    expect(await run).toMatchObject({ status: "cancelled" });
    expect(performance.now() - at).toBeLessThan(2000);
    expect(await world.resume()).toMatchObject(done);
    expect(world.booked).toEqual(["A-1"]);
    expect(world.server.requests).toHaveLength(3);
  });

  test.each(hangs)("%s does not keep a process that is asked to end", async (_, hang) => {
    const world = await start({ streamed }, well, hang);
    const drain = new AbortController();
    const run = world.run({ drain: drain.signal });
    await waiting(world, 2);
    const at = performance.now();
    drain.abort();
    expect(await run).toMatchObject({ status: "interrupted", drained: true, interrupts: [] });
    expect(performance.now() - at).toBeLessThan(2000);
    expect(await world.resume()).toMatchObject({ ...done, usage: { ...costs(world.events), modelCalls: 3 } });
    expect(world.booked).toEqual(["A-1"]);
  });

  test.each(hangs)("%s stops the run at its time, to be raised and resumed", async (_, hang) => {
    const world = await start({ streamed, limits: "{ time: 1s }" }, well, hang);
    expect(await world.run()).toMatchObject({ status: "limit_reached", error: { code: "limit_reached", layer: "orchestration", node: "clerk" } });
    expect(await world.baton.resume("order-1", { raise: { timeMs: 60_000 } })).toMatchObject(done);
    expect(world.booked).toEqual(["A-1"]);
  });

  test.each(hangs)("%s is left by closing the connection", async (_, hang) => {
    let closed: Promise<unknown> | undefined;
    const serve: typeof hang = {
      type: "raw",
      serve: (response, request) => {
        closed = new Promise((resolve) => response.once("close", resolve));
        return hang.type === "raw" ? hang.serve(response, request) : undefined;
      },
    };
    const world = await start({ streamed, timeout: "1s", tools: false, retry: 0, models: ["first"] }, serve);
    expect(await world.run()).toMatchObject({ status: "failed", error: { code: "model_timeout" } });
    await closed;
  });

  test("a pause between attempts does not keep a process that is asked to end", async () => {
    const world = await start({ streamed, tools: false, pauses: true }, status(429, { message: "Wait." }, { "retry-after": "50" }));
    const drain = new AbortController();
    const run = world.run({ drain: drain.signal });
    await waiting(world, 1);
    drain.abort();
    expect(await run).toMatchObject({ status: "interrupted", drained: true });
    expect(await world.resume()).toMatchObject(done);
  });

  test("50 MB are not read", async () => {
    const { promise: sent, resolve } = Promise.withResolvers<number>();
    const world = await start({ streamed, tools: false, models: ["first"] }, flood(50, resolve));
    expect(await world.run()).toMatchObject({ status: "failed", error: { code: "model_reply_too_large" } });
    expect(await sent).toBeLessThan(25 * 1024 * 1024);
  });
});

describe("attempts", () => {
  test("go through the models in order, each as often as `retry` says", async () => {
    const world = await start({ streamed: false, retry: 2, tools: false }, ...Array.from({ length: 6 }, () => down));
    expect(await world.run()).toMatchObject({ status: "failed", error: { message: expect.stringContaining("`second`"), attempt: 6 } });
    expect(world.server.requests.map(({ body }) => body.model)).toEqual(["large", "large", "large", "small", "small", "small"]);
    expect(world.slept).toHaveLength(4);
  });

  test("count against the run's model calls, which stop it before the one too many", async () => {
    const world = await start({ streamed: false, retry: 5, limits: "{ modelCalls: 3 }" }, well, down, down);
    expect(await world.run()).toMatchObject({ status: "limit_reached", usage: { modelCalls: 3 } });
    expect(world.server.requests).toHaveLength(3);
    expect(await world.baton.resume("order-1", { raise: { modelCalls: 4 } })).toMatchObject(done);
    expect(world.booked).toEqual(["A-1"]);
  });

  test("of a connection that nobody takes say so", async () => {
    const world = await start({ streamed: false, tools: false, models: ["first"] });
    await world.server.close();
    const { error } = await world.run();
    expect(error).toMatchObject({ code: "model_unreachable", message: "Model `first` could not be reached (ECONNREFUSED); is its server running?" });
  });
});
