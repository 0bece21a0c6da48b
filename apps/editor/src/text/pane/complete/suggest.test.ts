import { describe, expect, it } from "vitest";
import { exampleFiles, open } from "../../../document/testing/open.ts";
import { documentSuggestions } from "./suggest.ts";

const files = exampleFiles("invoice-exception");
const view = open(files).store.getState();
const text = files["graph.yaml"] ?? "";

/** Labels offered at `|` after a piece of the example is replaced. */
function offered(find: string, replace: string): readonly string[] {
  if (!text.includes(find)) throw new Error(`The example has no ${find}.`);
  const marked = text.replace(find, () => replace);
  const at = marked.indexOf("|§");
  return documentSuggestions(view, marked.replace("|§", ""), at)?.options.map(({ label }) => label) ?? [];
}

describe("in the text of a document one is offered", () => {
  it("kinds, and the keys of the kind that are not there yet", () => {
    expect(offered("kind: transform\n    title: Count", "kind: tr|§\n    title: Count")).toEqual(expect.arrayContaining(["transform", "agent", "review"]));
    const keys = offered("    role: task\n", "    role: task\n    |§\n");
    expect(keys).toEqual(expect.arrayContaining(["tools", "knowledge", "limits"]));
    expect(keys).not.toContain("prompt");
    expect(keys).not.toContain("cases");
  });

  it("keys inside braces, and of the document itself", () => {
    expect(offered("limits: { steps: 60,", "limits: { h|§, steps: 60,")).toEqual(["handoffs"]);
    expect(offered("\npolicies:", "\npo|§\npolicies:")).toContain("version");
  });

  it("values that a key may have", () => {
    expect(offered("role: specialist", "role: |§")).toEqual(["task", "specialist"]);
    expect(offered("then: deny\n", "then: |§\n")).toEqual(["deny", "approve", "allow"]);
    expect(offered("decisions: [approve, edit, reject]", "decisions: [approve, |§]")).toEqual(expect.arrayContaining(["edit", "reject"]));
  });

  it("names: channels, nodes, tools, files, roles", () => {
    expect(offered("writes: decision", "writes: |§")).toEqual(expect.arrayContaining(["decision", "findings"]));
    expect(offered("approves: pay", "approves: |§")).toContain("pay");
    expect(offered("tools: [lookup_vat_rate]", "tools: [|§]")).toContain("lookup_vat_rate");
    expect(offered("prompt: prompts/decide.md", "prompt: |§")).toContain("prompts/tax.md");
    expect(offered("output: schemas/decision.json", "output: |§")).toEqual(expect.arrayContaining(["schemas/decision.json", "string"]));
    expect(offered("    by: controller", "    by: |§")).toContain("controller");
    expect(offered("invoice_id: matched.invoice_id", "i|§")).toContain("invoice_id");
  });

  it("both ends of an edge", () => {
    expect(offered("- start -> parse", "- start -> |§")).toEqual(expect.arrayContaining(["parse", "end.paid"]));
    expect(offered("- review.approved -> pay", "- review.|§ -> pay")).toContain("review.approved");
  });

  it("words of expressions, in quotes or not", () => {
    expect(offered("when: decision.outcome == 'release'", "when: decision.|§")).toContain("outcome");
    expect(offered("\"findings.exists(f, f.rule == 'MATCH-ACCOUNT')\"", '"findings.exists(f, f.|§)"')).toContain("rule");
    expect(offered("xml: document", "xml: doc|§")).toContain("document");
  });

  it("nothing in comments", () => {
    expect(offered("# the XML of the", "# the |§ XML of the")).toEqual([]);
  });
});
