import { expect, it } from "vitest";
import { metLimit, raised } from "./limit.ts";

const met = (limit: string, max: number) => metLimit([{ at: 1, event: { type: "limit.reached", node: "ask", scope: "", limit, max, used: max } }]);

it("offers half as much again, at least one, and time in seconds", () => {
  expect(met("modelCalls", 30)).toMatchObject({ what: { type: "counter", unit: "modelCalls" }, max: 30, more: 15 });
  expect(met("toolCalls", 0)).toMatchObject({ more: 1 });
  expect(met("timeMs", 90_000)).toMatchObject({ what: { unit: "timeMs" }, max: 90, more: 45 });
  expect(met("tools.refund", 1)).toMatchObject({ what: { type: "tool", tool: "refund" } });
  expect(met("moods", 1)).toBeUndefined();
  expect(metLimit([])).toBeUndefined();
});

it("asks for what is allowed then, and never for less than the run has", () => {
  const limit = met("modelCalls", 5);
  const time = met("timeMs", 1000);
  const tool = met("tools.refund", 1);
  if (limit === undefined || time === undefined || tool === undefined) throw new Error("a limit was not read");
  expect(raised(limit, 2)).toEqual({ modelCalls: 7 });
  expect(raised(limit, 2, { modelCalls: 40 })).toEqual({ modelCalls: 40 });
  expect(raised(time, 60)).toEqual({ timeMs: 61_000 });
  expect(raised(tool, 1, { tools: { refund: 1 } })).toEqual({ tools: { refund: 2 } });
});
