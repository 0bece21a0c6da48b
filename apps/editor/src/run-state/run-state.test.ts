import { expect, it } from "vitest";
import { createRunState } from "./run-state.ts";

function withFrames() {
  const frames: (() => void)[] = [];
  return { runs: createRunState((run) => frames.push(run)), paint: () => frames.splice(0).forEach((run) => run()) };
}

it("tells each listener once a frame, of its own node alone", () => {
  const { runs, paint } = withFrames();
  const told: string[] = [];
  runs.onNode("a", () => told.push("a"));
  runs.onNode("b", () => told.push("b"));
  runs.onShown(() => told.push("shown"));
  for (let count = 1; count <= 50; count += 1) runs.update({ nodes: new Map([["a", { state: "running", count }]]) });
  expect(told).toEqual([]);
  paint();
  expect(told).toEqual(["a", "shown"]);
  expect(runs.node("a")).toEqual({ state: "running", count: 50 });
});

it("shows no run once it is cleared", () => {
  const { runs, paint } = withFrames();
  runs.update({ nodes: new Map([["a", { state: "done" }]]), wires: new Map([["a.done -> b", "taken"]]) });
  paint();
  const told: string[] = [];
  runs.onWire("a.done -> b", () => told.push("wire"));
  runs.clear();
  paint();
  expect([runs.shown(), runs.node("a"), runs.wire("a.done -> b"), told]).toEqual([false, undefined, undefined, ["wire"]]);
});
