import { expect, it } from "vitest";
import { exampleFiles, open } from "../../document/testing/open.ts";
import { expectingAt, promptScope } from "./scope.ts";

const invoice = open(exampleFiles("invoice-exception")).store.getState();
const complaint = open(exampleFiles("customer-complaint")).store.getState();

const names = ({ scope }: ReturnType<typeof expectingAt>): readonly string[] => [...scope.variables.keys()];

it("an argument sees the state and must be what the tool takes", () => {
  const found = expectingAt(invoice, ["nodes", "pay", "args", "amount_minor"]);
  expect(names(found)).toEqual(expect.arrayContaining(["matched", "params", "run"]));
  expect(names(found)).not.toContain("output");
  expect(found.expects).toMatchObject({ type: "integer" });
});

it("what is written sees the output of its port, and must be of the channel's type", () => {
  const found = expectingAt(invoice, ["nodes", "review", "writesOn", "rejected", "problem"]);
  expect(found.scope.variables.get("output")).toMatchObject({ properties: { message: {} } });
  expect(found.expects).toEqual({ type: "string" });
  expect(names(expectingAt(invoice, ["nodes", "parse", "writesOn", "failed", "problem"]))).toContain("output");
});

it("a condition is true or false, and so is that of a case that does not read yet", () => {
  expect(expectingAt(invoice, ["nodes", "route", "cases", 0, "when"]).expects).toEqual({ type: "boolean" });
  expect(expectingAt(invoice, ["nodes", "route", "cases", 7, "when"]).expects).toEqual({ type: "boolean" });
});

it("a policy sees the arguments of its tools", () => {
  expect(expectingAt(invoice, ["policies", 0, "when"]).scope.variables.get("args")).toMatchObject({ properties: { amount_minor: {}, account: {} } });
});

it("a prompt sees its inputs and no other channel", () => {
  const found = promptScope(invoice, "prompts/decide.md", "decide");
  expect(names(found)).toEqual(expect.arrayContaining(["matched", "findings", "run", "now"]));
  expect(names(found)).not.toContain("document");
  const bound = promptScope(invoice, "prompts/tax.md", "tax").scope.variables.get("buyer");
  expect(bound).toMatchObject({ properties: { country: {} } });
});

it("an owned node sees what it is passed, and its task", () => {
  const owned = [...(complaint.reading.graph?.nodes.values() ?? [])].find(({ id }) =>
    names(expectingAt(complaint, ["nodes", id, "input", "x"])).includes("task"),
  );
  expect(owned).toBeDefined();
  const seen = names(expectingAt(complaint, ["nodes", owned?.id ?? "", "input", "x"]));
  expect(seen.length).toBeLessThan((complaint.reading.graph?.channels.size ?? 0) + 4);
});
