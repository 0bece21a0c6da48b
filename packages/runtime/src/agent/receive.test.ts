import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import { describe, expect, test } from "vitest";
import { receive } from "./receive.ts";

const chunk = (args: string, id = "x") => new AIMessageChunk({ content: "", tool_call_chunks: [{ index: 0, id, name: "pay", args, type: "tool_call_chunk" }] });

describe("a model's reply taken in", () => {
  test("ids that the model made up are replaced, twins included", () => {
    const raw = new AIMessage({
      content: "",
      tool_calls: [
        { id: "same", name: "a", args: { n: 1 } },
        { id: "same", name: "b", args: {} },
      ],
    });
    const { calls, message } = receive(raw, 3, false);
    expect(calls.map(({ id, tool, args }) => ({ id, tool, args }))).toEqual([
      { id: "call_3_0", tool: "a", args: { n: 1 } },
      { id: "call_3_1", tool: "b", args: {} },
    ]);
    expect(message.tool_calls?.map(({ id }) => id)).toEqual(["call_3_0", "call_3_1"]);
  });

  test("a call without an id gets one", () => {
    expect(receive(new AIMessage({ content: "", tool_calls: [{ name: "a", args: {} }] }), 0, false).calls[0]?.id).toBe("call_0_0");
  });

  test("streamed arguments that break off are a problem, not a smaller payment", () => {
    const [call] = receive(chunk('{"amount": 12'), 0, false).calls;
    expect(call?.args).toEqual({});
    expect(call?.problem).toContain("not JSON");
  });

  test("arguments that are no object are a problem", () => {
    expect(receive(chunk("[1]"), 0, false).calls[0]?.problem).toContain("object");
  });

  test("no arguments at all are an empty object", () => {
    expect(receive(chunk(""), 0, false).calls[0]).toMatchObject({ args: {}, problem: undefined });
  });

  test("what the client could not read is a problem with a call to answer", () => {
    const raw = new AIMessage({ content: "", invalid_tool_calls: [{ id: "x", name: "pay", args: "{oops", error: "bad" }] });
    const { calls, message } = receive(raw, 0, false);
    expect(calls[0]?.problem).toContain("not JSON");
    expect(message.tool_calls).toMatchObject([{ id: "call_0_0", name: "pay" }]);
  });

  test("calls are read as they were sent, in their order", () => {
    const sent = ["{oops", '"{}"', '{"n":1}'].map((args) => ({ id: "x", function: { name: "pay", arguments: args } }));
    const raw = new AIMessage({ content: "", tool_calls: [{ id: "x", name: "pay", args: { n: 1 } }], additional_kwargs: { sent_calls: sent } });
    const { calls, message } = receive(raw, 0, false);
    expect(calls.map(({ args, problem }) => [args, problem])).toEqual([
      [{}, expect.stringContaining("not JSON")],
      [{}, expect.stringContaining("object")],
      [{ n: 1 }, undefined],
    ]);
    expect(message.additional_kwargs).toEqual({});
  });

  test("after a cut no arguments are believed", () => {
    const raw = new AIMessage({ content: "", tool_calls: [{ id: "x", name: "pay", args: { amount: 12 } }] });
    expect(receive(raw, 0, true).calls[0]).toMatchObject({ args: {}, problem: expect.stringContaining("cut off") });
  });

  test("ids inside of content blocks change with the calls", () => {
    const raw = new AIMessage({
      content: [
        { type: "text", text: "Let me see." },
        { type: "tool_use", id: "toolu_1", name: "a", input: {} },
      ],
      tool_calls: [{ id: "toolu_1", name: "a", args: {} }],
    });
    expect(receive(raw, 1, false).message.content).toMatchObject([{ type: "text" }, { id: "call_1_0" }]);
  });

  test("arguments that would come back from a checkpoint as an object of a class are made harmless", () => {
    const raw = new AIMessage({ content: "", tool_calls: [{ id: "x", name: "a", args: { v: { lc: 1, type: "constructor", id: ["x"], kwargs: {} } } }] });
    expect(receive(raw, 0, false).calls[0]?.args).toEqual({ v: { "~lc": 1, type: "constructor", id: ["x"], kwargs: {} } });
  });

  test("the provider's copy of the calls is not kept, its other extras are", () => {
    const raw = new AIMessage({ content: "hi", additional_kwargs: { tool_calls: [], signature: "s" } });
    expect(receive(raw, 0, false).message.additional_kwargs).toEqual({ signature: "s" });
  });
});
