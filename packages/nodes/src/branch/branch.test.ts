import * as fc from "fast-check";
import { expect, test } from "vitest";
import { changed, check, exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("branch/docs.md");

test("the first condition that holds decides, else it is otherwise", async () => {
  const order = fc.record({ amount_minor: fc.integer({ min: 0, max: 200_000 }), express: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(order, async (each) => {
      const { $outcome } = await trial(example).start({ order: each });
      const expected = each.amount_minor >= 100_000 ? "desk" : each.express ? "courier" : "standard";
      expect($outcome).toBe(expected);
    }),
    { numRuns: 40 },
  );
});

test("a case may not take a port that is there already", () => {
  expect(check(changed(example, "port: express,", "port: otherwise,")).map((found) => found.code)).toContain("BT180");
});

test("a condition that is not true or false is an error", () => {
  expect(check(changed(example, "when: order.express", "when: order.amount_minor")).map((found) => found.code)).toEqual(["BT203"]);
});

test("a case that asks whether a channel is there lets what follows read it", () => {
  const guarded = changed(
    changed(changed(example, "input: [order]", "  note_text: string\ninput: [order]"), "when: order.express", "when: has(state.note_text)"),
    "courier: [order]",
    "courier: [order, note_text]",
  );
  expect(check(guarded).map((found) => found.code)).toEqual(["BT221"]); // nothing writes it, but reading it is fine
});
