import { expect, test } from "vitest";
import { heardChunk, heardEvent, nothingYet, turnOf } from "./live.ts";

const handed = { type: "handoff.made", node: "desk", from: "triage", to: "billing", reason: "An invoice." };

test("a turn tells who answers, who handed over, and the answer as it is written", () => {
  const told = [{ type: "node.started", node: "triage", kind: "agent" }, handed, { type: "node.started", node: "billing", kind: "agent" }].reduce(
    heardEvent,
    nothingYet,
  );
  expect(told).toMatchObject({ speaker: "billing", handOvers: [{ from: "triage", to: "billing", reason: "An invoice." }], text: "" });
  const call = (args: string) => [{ id: "m1", content: "", tool_call_chunks: [{ args }] }, {}];
  const half = heardChunk(told, call('{"reply":"Two of'), "reply");
  expect(half.text).toBe("Two of");
  expect(heardChunk(half, call(' three."}'), "reply").text).toBe("Two of three.");
});

test("an answer that is plain text grows by its pieces, and a new message begins anew", () => {
  const piece = (id: string, content: string) => [{ id, content }, {}];
  const first = heardChunk(heardChunk(nothingYet, piece("a", "He"), undefined), piece("a", "llo"), undefined);
  expect(first.text).toBe("Hello");
  expect(heardChunk(first, piece("b", "Now"), undefined).text).toBe("Now");
});

test("of a turn that is over the last who spoke is named, a person too", () => {
  const called = { type: "model.called", agent: "billing" };
  expect(turnOf([{ event: handed }, { event: called }])).toEqual({ speaker: "billing", handOvers: [{ from: "triage", to: "billing", reason: "An invoice." }] });
  expect(turnOf([{ event: called }, { event: { type: "approval.decided", node: "person", outcome: "answered" } }]).speaker).toBe("person");
});
