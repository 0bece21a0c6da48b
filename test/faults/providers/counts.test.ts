import { afterEach, describe, expect, test } from "vitest";
import type { Disturbance } from "../../model-server/server.ts";
import { desk, type Desk, type DeskOptions } from "./desk.ts";
import { call, calls, text } from "./faults.ts";
import { bytes, type Completion, reply, usage } from "./misbehave.ts";

let open: Desk | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});
const start = async (options: DeskOptions, ...disturbances: readonly Disturbance[]): Promise<Desk> => (open = await desk(options, ...disturbances));

const modes = [false, true];
const answer: Completion = calls(call("answer", '{"words":"Booked A-1"}'));
const done = { status: "done", output: { answer: { words: "Booked A-1" } } };

describe.each(modes)("tokens, streamed: %s", (streamed) => {
  const called = ({ events }: Desk) => events.flatMap((event) => (event.type === "model.called" ? [event] : []));

  test("are those that the server counted", async () => {
    const world = await start({ streamed, tools: false }, reply(answer));
    expect(await world.run()).toMatchObject({ ...done, usage: { tokens: 110, costUsd: (100 + 10 * 10) / 1_000_000 } });
    expect(called(world)).toMatchObject([{ inputTokens: 100, outputTokens: 10 }]);
  });

  test.each([
    ["nothing", null],
    ["nothing but zeros", { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
    ["negative numbers", { prompt_tokens: -1, completion_tokens: -1, total_tokens: -2 }],
    ["words", { prompt_tokens: "many", completion_tokens: "some", total_tokens: "a lot" }],
  ])("are estimated where it counts %s", async (_, counted) => {
    const world = await start({ streamed, tools: false }, reply({ ...answer, usage: counted }));
    const { usage: used } = await world.run();
    const [only] = called(world);
    expect(only?.inputTokens).toBeGreaterThan(20);
    expect(only?.outputTokens).toBeGreaterThan(3);
    expect(used.tokens).toBe((only?.inputTokens ?? 0) + (only?.outputTokens ?? 0));
  });

  test("that nobody counts reach a limit all the same", async () => {
    const longAnswer = reply({
      ...calls(call("book", '{"order":"A-1"}')),
      message: { role: "assistant", content: "word ".repeat(2000), tool_calls: [call("book", '{"order":"A-1"}')] },
      usage: null,
    });
    const world = await start({ streamed, limits: "{ tokens: 2000 }" }, longAnswer);
    expect(await world.run()).toMatchObject({ status: "limit_reached", error: { message: expect.stringContaining("tokens") } });
    expect(world.server.requests).toHaveLength(1);
  });

  test("of a reply that was not used are paid for too", async () => {
    const world = await start({ streamed, tools: false }, reply({ ...text("no", "content_filter") }), reply(answer));
    expect(await world.run()).toMatchObject({ ...done, usage: { tokens: 220, modelCalls: 2 } });
    expect(called(world)).toMatchObject([{ model: "first" }, { model: "second" }]);
  });
});

describe("a stream", () => {
  const event = (data: object): string => `data: ${JSON.stringify({ id: "r", model: "m", ...data })}\n\n`;
  const piece = (delta: object, more: object = {}): string => event({ choices: [{ index: 0, delta, finish_reason: null }], ...more });
  const ended = event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });

  test("that reports its usage with every piece is counted once", async () => {
    const pieces = ["Booked ", "A-1"].map((content) => piece({ role: "assistant", content }, { usage })).join("");
    const world = await start({ streamed: true, text: true, tools: false }, bytes("", `${pieces}${ended}data: [DONE]\n\n`));
    expect(await world.run()).toMatchObject({ ...done, usage: { tokens: 110 } });
  });

  test("without roles and without its last line is understood", async () => {
    const world = await start({ streamed: true, text: true, tools: false }, bytes("", `: hello\n\n${piece({ content: "Booked A-1" })}${ended}`));
    expect(await world.run()).toMatchObject(done);
  });

  test("whose calls have no place in it is understood", async () => {
    const parts = ["A-1", "A-2"].map((order) => piece({ tool_calls: [call("book", JSON.stringify({ order }), `call-${order}`)] }));
    const world = await start({ streamed: true }, bytes("", `${parts.join("")}${ended}data: [DONE]\n\n`));
    expect(await world.run()).toMatchObject(done);
    expect([...world.booked].toSorted()).toEqual(["A-1", "A-2"]);
  });

  test("may come in lines of any kind", async () => {
    const crlf = `${piece({ content: "Booked A-1" })}${ended}data: [DONE]\n\n`.replaceAll("\n", "\r\n");
    const world = await start({ streamed: true, text: true, tools: false }, bytes("", crlf));
    expect(await world.run()).toMatchObject(done);
  });

  test("may hold signs of more than one byte that are cut between its pieces", async () => {
    const whole = Buffer.from(`${piece({ content: "Gebucht: für A-1 ✓" })}${ended}data: [DONE]\n\n`);
    const world = await start(
      { streamed: true, text: true, tools: false },
      {
        type: "raw",
        serve: async (response) => {
          response.writeHead(200, { "content-type": "text/event-stream" });
          for (const byte of whole) await new Promise((resolve) => response.write(Buffer.from([byte]), resolve));
          response.end();
        },
      },
    );
    expect(await world.run()).toMatchObject({ status: "done", output: { answer: { words: "Gebucht: für A-1 ✓" } } });
  });
});

describe.each(modes)("calls, streamed: %s", (streamed) => {
  test.each([
    ["with one id for both", "same", "same"],
    ["with empty ids", "", ""],
    ["without ids", null, null],
  ])("%s are two calls, each made once and answered", async (_, one, other) => {
    const two = calls(call("book", '{"order":"A-1"}', one), call("book", '{"order":"A-2"}', other));
    const world = await start({ streamed }, reply(two));
    expect(await world.run()).toMatchObject(done);
    expect([...world.booked].toSorted()).toEqual(["A-1", "A-2"]);
    const told = world.server.requests[1]?.body.messages.filter(({ role }) => role === "tool");
    expect(told?.map(({ tool_call_id }) => tool_call_id)).toEqual(["call_0_0", "call_0_1"]);
    const { effects } = await world.baton.show("order-1");
    expect(effects).toHaveLength(2);
  });

  test("with arguments as an object are understood", async () => {
    const world = await start({ streamed: false }, reply(calls(call("book", { order: "A-1" }))));
    expect(await world.run()).toMatchObject(done);
    expect(world.booked).toEqual(["A-1"]);
  });

  test("of which one cannot be read are made but for that one", async () => {
    const world = await start({ streamed }, reply(calls(call("book", "{oops", "a"), call("book", '{"order":"A-1"}', "b"))));
    expect(await world.run()).toMatchObject(done);
    expect(world.booked).toEqual(["A-1"]);
    const told = world.server.requests[1]?.body.messages.filter(({ role }) => role === "tool");
    expect(told?.map(({ content }) => content)).toEqual([expect.stringContaining("not JSON"), '{"number":1}']);
  });

  test("that cannot be made are forgiven once one can", async () => {
    const bad = reply(calls(call("pay", "{}")));
    const fine = (order: string) => reply(calls(call("book", JSON.stringify({ order }))));
    const world = await start({ streamed }, bad, bad, fine("A-1"), bad, bad);
    expect(await world.run()).toMatchObject(done);
    expect(world.booked).toEqual(["A-1"]);
  });
});
