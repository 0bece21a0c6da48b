import type { JsonObject } from "@baton/core";
import { expect, test } from "vitest";
import { desk } from "./desk.ts";

const config = { configurable: { thread_id: "t" } };

/** A gate that is left by its second port, by an edge with a bound. */
const calm = [
  ["  look: {", "  calm: { kind: gate, rules: [{ when: asked > 5, then: allow }] }\n  look: {"],
  ["  - hear -> look", "  - hear -> calm\n  - calm.open -> look\n  - { edge: calm.denied -> look, max: 1, else: look }"],
] as const;

/** Runs the desk with these rules for sending, and gives whether it sent without asking anybody. */
async function sent(rules: string, policies: readonly JsonObject[] = []): Promise<boolean> {
  const made = desk({ change: [...calm, ["- { node: send, tool: send, then: approve, by: boss }", rules]], policies });
  await made.compiled.invoke({ question: "ink" }, config).catch(() => undefined);
  return made.sent.length > 0;
}

test.each([
  ["a port that was left", "enough.otherwise", true],
  ["a port that was not left", "look.failed", false],
  ["two ports of which one was not left", "enough.otherwise, look.failed", false],
  ["a node that was left by its first port", "look", true],
  ["a node that was left by another port", "calm", false],
])("a rule that waits for %s: `%s`", async (_, after, holds) => {
  const rule = `- { node: send, tool: send, then: allow, after: [${after}] }`;
  expect(await sent(rule)).toBe(holds);
  const besides = '- { node: send, tool: send, then: deny, after: [calm.denied], when: "false" }';
  expect(await sent(`${rule}\n  ${besides}`)).toBe(holds);
});

test("the host's rules wait for their ports as well", async () => {
  const allow = "- { node: send, tool: send, then: allow }";
  expect(await sent(allow)).toBe(true);
  expect(await sent(allow, [{ tool: "send", then: "deny", after: ["look"] }])).toBe(false);
  expect(await sent(allow, [{ tool: "send", then: "deny", after: ["look.failed"] }])).toBe(true);
});
