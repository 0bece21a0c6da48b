import { BatonError } from "@baton/core";
import { describe, expect, test } from "vitest";
import { OversizedReply, ReportedFault, UnreadableReply } from "../model/reply-fault.ts";
import { backoffMs, modelProblem, ModelTimeout, TruncatedReply } from "./retry.ts";

const answered = (status: number, headers: Record<string, string> = {}, message = "no") =>
  Object.assign(new Error(message), { status, headers: new Headers(headers) });

describe("an error of a model call", () => {
  test.each([
    ["too many requests", answered(429), "model_rate_limited", true],
    ["a used-up quota", Object.assign(answered(429), { code: "insufficient_quota" }), "model_quota", false],
    ["a failing server", answered(503), "model_unavailable", true],
    ["a refused key", answered(401), "model_unauthorized", false],
    ["an unknown model", answered(404), "model_not_found", false],
    ["a bad request", answered(400), "model_request_invalid", false],
    ["a refused connection", Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } }), "model_unreachable", true],
    ["a broken connection", new TypeError("terminated"), "model_unreachable", true],
    ["a late reply", new ModelTimeout(5), "model_timeout", true],
    ["a reply cut short", new TruncatedReply(), "model_truncated", true],
    ["a reply that is none", new UnreadableReply("it is not JSON"), "model_reply_invalid", true],
    ["a reply without an end", new OversizedReply(1), "model_reply_too_large", false],
    ["a fault within a reply", new ReportedFault("Oh.", 502, undefined), "model_unavailable", true],
    ["too much text", answered(400, {}, "prompt is too long: 9 tokens > 8 maximum"), "model_context_overflow", false],
    ["five minutes of silence", Object.assign(new TypeError("terminated"), { cause: { code: "UND_ERR_BODY_TIMEOUT" } }), "model_timeout", true],
    ["a mistake in a client", new TypeError("x is not a function"), "model_failed", false],
    ["a thrown text", "odd", "model_failed", false],
  ])("%s", (_, error, code, again) => {
    expect(modelProblem("fast", error)).toMatchObject({ code, again, other: true, layer: "model" });
  });

  test("one of our own stays what it is, and no other model is tried", () => {
    const error = new BatonError("script_no_reply", "model", "No rule fits.");
    expect(modelProblem("fast", error)).toMatchObject({ code: "script_no_reply", message: "No rule fits.", again: false, other: false });
  });

  test("the wait that a server asks for is kept, unless it is longer than a minute", () => {
    const soon = modelProblem("fast", answered(429, { "retry-after": "7" }));
    expect(backoffMs(soon, 2)).toBe(7000);
    expect(backoffMs(modelProblem("fast", answered(503, { "retry-after": "2" })), 2)).toBe(2000);
    expect(modelProblem("fast", answered(503, { "retry-after": "3600" })).again).toBe(false);
  });

  test("a pause that is over, or longer than the patience there is, is not taken", () => {
    expect(modelProblem("fast", answered(429, { "retry-after": "0" })).afterMs).toBeUndefined();
    expect(modelProblem("fast", answered(429, { "retry-after": "7" }), 5000)).toMatchObject({
      again: false,
      message: expect.stringContaining("more than 5 s"),
    });
  });

  test("what is told of it is what was said, not how the client dresses it", () => {
    const url = "\n\nTroubleshooting URL: https://docs.langchain.com/oss/javascript/langchain/errors/MODEL_RATE_LIMIT/\n";
    expect(modelProblem("fast", answered(429, {}, `429 Slow down.${url}`)).message).toBe("Model `fast` gets too many requests: Slow down.");
    expect(modelProblem("fast", answered(502, {}, "502 <!DOCTYPE html><p>Oh")).message).toBe(
      "Model `fast` failed with status 502: it answered with a web page.",
    );
    expect(modelProblem("fast", answered(500, {}, "500 status code (no body)")).message).toBe("Model `fast` failed with status 500.");
  });

  test("pauses double, with a random half, and end at twenty seconds", () => {
    const problem = modelProblem("fast", answered(500));
    expect([2, 3, 4].map((next) => backoffMs(problem, next, () => 0))).toEqual([250, 500, 1000]);
    expect([2, 3, 4].map((next) => backoffMs(problem, next, () => 1))).toEqual([500, 1000, 2000]);
    expect(backoffMs(problem, 30, () => 1)).toBe(20_000);
  });

  test("a message is one line of bounded length", () => {
    const { message } = modelProblem("fast", answered(500, {}, `a\nb ${"x".repeat(1000)}`));
    expect(message).not.toContain("\n");
    expect(message.length).toBeLessThan(400);
  });
});
