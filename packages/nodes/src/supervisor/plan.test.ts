import { expect, test } from "vitest";
import { exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("supervisor/docs.md");

test("the example runs", async () => {
  const run = trial(example, { find_order: ({ order_id }) => ({ id: order_id ?? "", paid_minor: 1200 }) });
  const result = await run.start({ complaint: "It came broken." });
  console.log(JSON.stringify(result, null, 1));
  expect(result["$outcome"]).toBe("answered");
});
