import { describe, expect, test } from "vitest";
import { outputOf, readAnswer, readText } from "./output.ts";

const decision = {
  type: "object",
  properties: { outcome: { enum: ["pay", "hold"] }, amount: { type: "integer" } },
  required: ["outcome"],
  additionalProperties: false,
};

describe("an agent's output", () => {
  test("of a bare string schema is the final text", () => {
    expect(readText(outputOf({ type: "string" }), "Hello.")).toEqual({ type: "value", value: "Hello." });
  });

  test("an empty answer is a problem, typed or not", () => {
    expect(readText(outputOf({ type: "string" }), " \n")).toEqual({ type: "problems", problems: ["the answer is empty"] });
    expect(readText(outputOf(decision), "").type).toBe("problems");
  });

  test("that fits its schema is the value", () => {
    expect(readAnswer(outputOf(decision), { outcome: "pay", amount: 3 })).toEqual({ type: "value", value: { outcome: "pay", amount: 3 } });
  });

  test("that does not fit is refused with every problem and its place", () => {
    const read = readAnswer(outputOf(decision), { outcome: "maybe", amount: 1.5 });
    expect(read.type).toBe("problems");
    expect(read.type === "problems" ? read.problems.join("; ") : "").toMatch(/\/outcome.*\/amount/);
  });

  test.each([
    ["bare", '{"outcome":"hold"}'],
    ["in a fence", '```json\n{"outcome":"hold"}\n```'],
    ["in a fence without a language", '\n```\n{"outcome":"hold"}\n```\n'],
  ])("may come as JSON text, %s", (_, text) => {
    expect(readText(outputOf(decision), text)).toEqual({ type: "value", value: { outcome: "hold" } });
  });

  test("that is no JSON says so", () => {
    expect(readText(outputOf(decision), "I would hold it.")).toMatchObject({ type: "problems", problems: [expect.stringContaining("not JSON")] });
  });

  test("of a list travels in a wrapper, and is understood without it", () => {
    const output = outputOf({ type: "array", items: { type: "integer" } });
    expect(readAnswer(output, { value: [1, 2] })).toEqual({ type: "value", value: [1, 2] });
    expect(readText(output, "[1, 2]")).toEqual({ type: "value", value: [1, 2] });
    expect(readAnswer(output, { value: ["a"] }).type).toBe("problems");
  });
});
