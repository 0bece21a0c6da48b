import { validator } from "@baton/core";
import { describe, expect, test } from "vitest";
import { answerShape, isWrapper, unwrap } from "./answer.ts";

describe("the form in which typed output is asked for", () => {
  test("an object's schema is taken as it is", () => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    expect(answerShape(schema)).toEqual({ parameters: schema, wrapped: false });
  });

  test("a schema that only refers to a definition becomes that definition", () => {
    const schema = { $ref: "#/$defs/tax", $defs: { tax: { type: "object", properties: { next: { $ref: "#/$defs/tax" } } } } };
    const { parameters, wrapped } = answerShape(schema);
    expect(wrapped).toBe(false);
    expect(parameters).toMatchObject({ type: "object", properties: { next: { $ref: "#/$defs/tax" } }, $defs: { tax: {} } });
  });

  test("anything else is wrapped, and what it refers to is found inside of the wrapper", () => {
    const list = {
      type: "array",
      items: { $ref: "#/$defs/item" },
      $defs: { item: { type: "object", properties: { n: { type: "integer" }, more: { $ref: "#" } }, required: ["n"] } },
    };
    const { parameters, wrapped } = answerShape(list);
    expect(wrapped).toBe(true);
    expect(isWrapper(parameters)).toBe(true);
    const check = validator(parameters);
    expect(check({ value: [{ n: 1, more: [{ n: 2 }] }] }).ok).toBe(true);
    expect(check({ value: [{ n: 1, more: [{ n: "2" }] }] }).ok).toBe(false);
  });

  test("an object with a `value` of its own is not taken for a wrapper", () => {
    const shape = answerShape({ type: "object", properties: { value: { type: "integer" } } });
    expect(unwrap(shape, { value: 3 })).toEqual({ value: 3 });
    expect(isWrapper(shape.parameters)).toBe(false);
  });
});
