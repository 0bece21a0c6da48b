import { expect, test } from "vitest";
import { exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("handoff/docs.md");
const account = { id: "a1", open_minor: 500 };
const says = (content: string) => ({ conversation: [{ id: content, role: "user", content }], account });

test("whoever is entered first answers, or hands over to who does; the active member is remembered over the turns of a thread", async () => {
  const run = trial(example);
  const first = await run.start(says("What about my invoice?"));
  expect(first).toMatchObject({ $outcome: "answered", turn: { reply: "Five euros are open." } });
  const second = await run.start(says("And now?"));
  expect(second).toMatchObject({ turn: { reply: "Five euros are open." } });
});
