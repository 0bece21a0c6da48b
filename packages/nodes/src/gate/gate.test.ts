import { expect, test } from "vitest";
import { changed, exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("gate/docs.md");

test("without a denial, an allowance opens it", async () => {
  expect(await trial(example).start({ clear: true, score: 80 })).toMatchObject({ $outcome: "passed", score: 80 });
});

test("one denial denies, and the reasons of all are given", async () => {
  expect(await trial(example).start({ clear: true, score: 12 })).toMatchObject({ $outcome: "stopped", stop: "Credit score under 40." });
  expect(await trial(example).start({ clear: false, score: 12 })).toMatchObject({ stop: "Sanctions screening is not clear. Credit score under 40." });
});

test("without a rule that allows, it stays shut", async () => {
  const shut = changed(example, "      - { then: allow }\n", "");
  expect(await trial(shut).start({ clear: true, score: 80 })).toMatchObject({ stop: "No rule allows it." });
});

test("a rule that cannot be evaluated denies, even one that would allow", async () => {
  const failing = changed(example, "- { then: allow }", "- { then: allow }\n      - { when: 100 / (score - 80) > 0, then: allow }");
  const { stop } = await trial(failing).start({ clear: true, score: 80 });
  expect(stop).toMatch(/^Rule 4 could not be evaluated: .*score - 80/);
});
