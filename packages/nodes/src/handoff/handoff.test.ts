import { describe, expect, test } from "vitest";
import { builtinKinds } from "../index.ts";
import { changed, check, type Example, exampleOf } from "../testing/example.ts";

const example = exampleOf("handoff/docs.md");
const found = (from: string, to: string, of: Example = example) => check(changed(of, from, to));
const codes = (from: string, to: string) => found(from, to).map((each) => each.code);
const handoffs = "    handoffs: { triage: [billing, technical], billing: [triage], technical: [triage] }\n";
const passing = (list: string) => `    handoffs: ${list}\n`;

describe("a desk", () => {
  test("begins with one of its members", () => {
    expect(found("entry: triage", "entry: triag").map((each) => [each.code, each.fix?.title])).toEqual([["BT268", "Change `triag` to `triage`"]]);
  });

  test("has every agent that is handed to, with a list of its own or without", () => {
    expect(codes(handoffs, passing("{ triage: [billing, technical] }"))).toEqual([]);
  });

  test("is told of each member that nobody can hand over to", () => {
    const [only, ...more] = found(handoffs, passing("{ triage: [billing], billing: [triage], technical: [billing] }"));
    expect(more).toEqual([]);
    expect(only).toMatchObject({ code: "BT270", message: expect.stringContaining("`technical`") });
  });

  test("does not let one hand over to itself, or twice to another", () => {
    const list = "{ triage: [billing, technical, billing], billing: [billing, triage], technical: [triage] }";
    expect(found(handoffs, passing(list)).map((each) => [each.code, each.fix?.title])).toEqual([
      ["BT271", "Remove `billing`"],
      ["BT271", "Remove `billing`"],
    ]);
  });

  test("names members that are there", () => {
    expect(codes(handoffs, passing("{ triage: [biling, technical], technical: [triage] }"))).toContain("BT165");
  });

  test("sees a conversation in a channel of messages", () => {
    expect(codes("messages: { channel: conversation, last: 20 }", "messages: problem")).toContain("BT184");
    expect(codes("messages: { channel: conversation, last: 20 }", "messages: conversation")).toEqual([]);
    expect(codes("messages: { channel: conversation, last: 20 }", "messages: conversations")).toEqual(["BT212"]);
  });
});

describe("its members", () => {
  test("are agents only", () => {
    expect(builtinKinds.filter((kind) => kind.ownable.includes("member")).map((kind) => kind.type)).toEqual(["agent"]);
  });

  test("give what the desk gives", () => {
    const own = found("    does: Invoices and payments.\n", "    does: Invoices and payments.\n    output: string\n");
    expect(own.map((each) => [each.code, each.fix?.title])).toEqual([["BT269", "Remove output"]]);
    const writing = (right: string) => codes("    does: Invoices and payments.\n", `    does: Invoices and payments.\n    writes: { problem: ${right} }\n`);
    expect(writing("output.reply")).toEqual([]);
    expect(writing("output.answer")).toEqual(["BT203"]);
  });

  test("see what the desk passes, and the task", () => {
    expect(codes("    passes: [account]\n", "")).toEqual(["BT701", "BT701"]);
    expect(codes("input: { open: account.open_minor }", "input: { open: task.input.question }")).toEqual([]);
    expect(codes("input: { open: account.open_minor }", "input: { open: task.input.topic }")).toEqual(["BT203"]);
  });

  test("have no edges", () => {
    expect(codes("  - desk -> end.answered", "  - billing -> end.answered\n  - desk -> end.answered")).toEqual(["BT144"]);
  });

  test("who are specialists know something", () => {
    expect(found("    knowledge: [knowledge/faults.md]\n", "").map((each) => [each.code, each.severity])).toEqual([["BT803", "advice"]]);
  });
});
