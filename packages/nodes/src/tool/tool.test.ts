import { setImmediate } from "node:timers/promises";
import { ToolFailure } from "@baton/runtime";
import { expect, test } from "vitest";
import { changed, check, exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("tool/docs.md");
const input = { parcel: { grams: 500, country: "DE" } };
/** The same tool, which acts now. */
const acting = changed(example, '"effect": "read"', '"effect": "sensitive"', "baton.host.json");

test("the tool is called with what its arguments come to, and its result goes out", async () => {
  const { start, calls } = trial(example, { quote_parcel: () => ({ amount_minor: 499 }) });
  expect(await start(input)).toMatchObject({ $outcome: "priced", price: { amount_minor: 499 } });
  expect(calls).toEqual([{ grams: 500, country: "DE", currency: "EUR" }]);
});

test("a tool that says it failed takes the node to failed", async () => {
  const { start, calls } = trial(example, { quote_parcel: () => Promise.reject(new ToolFailure("No such country.")) });
  expect(await start(input)).toMatchObject({ $outcome: "unknown", problem: "No such country." });
  expect(calls).toHaveLength(1);
});

test("a reading tool that breaks is tried again as often as retry says", async () => {
  let attempts = 0;
  const breaking = () => {
    attempts += 1;
    if (attempts < 3) throw new Error("connection reset");
    return { amount_minor: 5 };
  };
  const { start, clock } = trial(example, { quote_parcel: breaking });
  const running = start(input);
  for (let second = 0; second < 20; second += 1) {
    await setImmediate();
    await clock.advance(1_000);
  }
  expect(await running).toMatchObject({ price: { amount_minor: 5 } });
  expect(attempts).toBe(3);
});

test("a call that no policy allows fails and is not made", async () => {
  const { start, calls } = trial(changed(example, "then: allow", "then: deny, reason: Closed."), { quote_parcel: () => ({ amount_minor: 1 }) });
  expect(await start(input)).toMatchObject({ $outcome: "unknown", problem: expect.stringContaining("Closed.") });
  expect(calls).toEqual([]);
});

test("arguments are checked against the tool", () => {
  expect(check(changed(example, "grams: parcel.grams", "grams: parcel.country")).map((found) => found.code)).toEqual(["BT203"]);
  expect(check(changed(example, "grams: parcel.grams, ", "")).map((found) => found.code)).toEqual(["BT157"]);
  expect(check(changed(example, "grams: parcel.grams", "grams: parcel.grams, colour: \"'red'\"")).map((found) => found.code)).toEqual(["BT156"]);
  expect(check(changed(example, "\"'EUR'\"", "EUR")).map((found) => found.code)).toEqual(["BT202"]);
});

const asking = (more = "") => changed(acting, "effect: read, then: allow", `tool: quote_parcel, then: approve, by: clerk${more}`);

test("a call that needs people and met no review stops at its node, and is made as approved", async () => {
  const { start, decide, calls, open } = trial(asking(), { quote_parcel: () => ({ amount_minor: 1 }) });
  await start(input);
  expect(calls).toEqual([]);
  expect((await open()).actions[0]).toMatchObject({ name: "quote_parcel", args: { grams: 500, country: "DE", currency: "EUR" } });
  expect(await decide({ type: "approve" }, { id: "ann", roles: ["clerk"] })).toMatchObject({ $outcome: "priced" });
  expect(calls).toHaveLength(1);
});

test("an edited call is made as edited", async () => {
  const { start, decide, calls } = trial(asking(), { quote_parcel: () => ({ amount_minor: 1 }) });
  await start(input);
  const args = { grams: 400, country: "DE", currency: "EUR" };
  await decide({ type: "edit", editedAction: { name: "quote_parcel", args } }, { id: "ann", roles: ["clerk"] });
  expect(calls).toEqual([args]);
});

test("a rejected call is not made, and says who and why", async () => {
  const { start, decide, calls } = trial(asking());
  await start(input);
  const result = await decide({ type: "reject", message: "Too heavy." }, { id: "ann", roles: ["clerk"] });
  expect(result).toMatchObject({ $outcome: "unknown", problem: "ann rejected the call of `quote_parcel`: Too heavy." });
  expect(calls).toEqual([]);
});

test("a call that nobody approved in time is not made", async () => {
  const { start, resume, clock, calls } = trial(asking(", expires: 2h"));
  await start(input);
  await clock.advance(2 * 3_600_000);
  expect(await resume()).toMatchObject({ $outcome: "unknown", problem: "Nobody approved the call of `quote_parcel` in time." });
  expect(calls).toEqual([]);
});

test("arguments that name the time are approved as shown, not asked about for ever", async () => {
  const timed = changed(asking(), "\"'EUR'\"", "string(now)");
  const { start, decide, clock, calls } = trial(timed, { quote_parcel: () => ({ amount_minor: 1 }) });
  await start(input);
  await clock.advance(60_000);
  expect(await decide({ type: "approve" }, { id: "ann", roles: ["clerk"] })).toMatchObject({ $outcome: "priced" });
  expect(calls).toEqual([{ grams: 500, country: "DE", currency: "2026-01-05T00:00:00.000Z" }]);
});

test.each([
  ["happened", { happened: true, result: { amount_minor: 3 } }, { $outcome: "priced", price: { amount_minor: 3 } }],
  ["did not happen", { happened: false }, { $outcome: "unknown" }],
])("a call of unknown outcome is not made again: a person says that it %s", async (_, value, expected) => {
  const allowed = changed(acting, "effect: read, then: allow", "tool: quote_parcel, then: allow");
  const { start, decide, open, calls } = trial(allowed, { quote_parcel: () => Promise.reject(new Error("connection reset")) });
  await start(input);
  expect((await open()).kind).toBe("unknown-effect");
  expect(await decide({ type: "respond", message: JSON.stringify(value) })).toMatchObject(expected);
  expect(calls).toHaveLength(1);
});
