import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Disturbance } from "../../model-server/server.ts";
import { costs, desk, type Desk, type DeskOptions } from "./desk.ts";
import { type Fault, faults } from "./faults.ts";

let open: Desk | undefined;
const printed = [vi.spyOn(console, "error"), vi.spyOn(console, "warn"), vi.spyOn(console, "log")];
beforeEach(() => {
  for (const spy of printed) spy.mockClear();
});
afterEach(async () => {
  await open?.close();
  open = undefined;
});
const start = async (options: DeskOptions, ...disturbances: readonly Disturbance[]): Promise<Desk> => (open = await desk(options, ...disturbances));

const well: Disturbance = { type: "none" };
const done = { status: "done", output: { answer: { words: expect.stringMatching(/^Booked A-1/) } } };

const cases = [false, true].flatMap((streamed) =>
  faults.map((fault): readonly [string, Fault, boolean] => [
    `${fault.what}${streamed ? ", streamed" : ""}`,
    { ...fault, ...(streamed ? fault.streamed : {}) },
    streamed,
  ]),
);

/** The fault meets the call after the booking, if there is one: whatever is done about it, nothing may be booked twice. */
const around = (fault: Fault, times: number): readonly Disturbance[] => [
  ...(fault.desk?.tools === false ? [] : [well]),
  ...Array.from({ length: times }, () => fault.does),
];
const bookings = (fault: Fault): readonly string[] => (fault.desk?.tools === false ? [] : ["A-1"]);
const asked = ({ server }: Desk): readonly string[] => server.requests.map(({ body }) => body.model);
const retried = ({ events }: Desk): readonly object[] => events.filter(({ type }) => type === "model.retried");

describe("once", () => {
  test.each(cases)("%s", async (_, fault, streamed) => {
    const world = await start({ streamed, ...fault.desk }, ...around(fault, 1));
    const result = await world.run();
    expect(result).toMatchObject(done);
    const last = fault.once === "other" ? "small" : "large";
    expect(asked(world)).toEqual([...bookings(fault).map(() => "large"), "large", last]);
    const reason = expect.stringContaining("Model `first`");
    const retries = { again: [{ model: "first", attempt: 2, reason }], other: [{ model: "second", attempt: 1, reason }], told: [] };
    expect(retried(world)).toMatchObject(retries[fault.once]);
    expect(world.slept.map((ms) => fault.pause === undefined || (ms >= fault.pause[0] && ms <= fault.pause[1]))).toEqual(fault.once === "again" ? [true] : []);
    expect(world.booked).toEqual(bookings(fault));
    expect(result.usage).toMatchObject({ ...costs(world.events), modelCalls: world.server.requests.length });
    // Libraries like to print what they could not read; that is for messages and events to say.
    expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([]);
  });
});

describe("every time", () => {
  test.each(cases)("%s", async (_, fault, streamed) => {
    const { code, says, fix, times = fault.once === "again" ? 2 : 1 } = fault.always;
    const world = await start({ streamed, ...fault.desk, models: ["first"] }, ...around(fault, times));
    const failed = await world.run();
    expect(failed).toMatchObject({
      status: "failed",
      error: { code, layer: "model", message: expect.stringMatching(says), fix: expect.stringMatching(fix), node: "clerk", agent: "clerk" },
    });
    // The thing first, then what happened, in one sentence, and nothing of how this program is made.
    expect(failed.error?.message).toMatch(/^(?:Model `first`|Agent `clerk`) [^\n]{5,400}[.?]$/);
    expect(failed.error?.message).not.toMatch(/https?:|undefined|Error\b|\[object/);
    expect(world.server.requests).toHaveLength(bookings(fault).length + times);
    expect(failed.usage).toMatchObject({ ...costs(world.events), modelCalls: world.server.requests.length });
    expect(await world.resume()).toMatchObject(done);
    expect(world.booked).toEqual(bookings(fault));
    expect(world.server.requests).toHaveLength(bookings(fault).length + times + 1);
  });
});
