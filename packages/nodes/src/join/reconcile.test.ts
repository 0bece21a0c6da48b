import { describe, expect, test } from "vitest";
import { changed, check, type Example, exampleFrom } from "../testing/example.ts";
import { recorded, trial } from "../testing/trial.ts";

const graph = `
baton: 1
id: reconcile
goal: Say what two readers find in a clause.
state:
  clause: { schema: string, trust: untrusted }
  verdict: { schema: { type: object, properties: { text: { type: string }, conflicts: { type: array, items: { type: string } } }, required: [text, conflicts] } }
input: [clause]
outcomes: { agreed: [verdict], disputed: [verdict], broken: [] }
limits: { modelCalls: 10 }
nodes:
  readers: { kind: parallel, branches: [legal, finance], local: { view: string } }
  legal: { kind: transform, writes: { view: "clause.contains('unlimited') ? 'refuse' : 'sign'" } }
  finance: { kind: transform, writes: { view: "clause.contains('free') ? 'refuse' : 'sign'" } }
  both:
    kind: join
    of: readers
    collect: { view: view }
    prompt: prompts/both.md
    output: { type: object, properties: { text: { type: string }, conflicts: { type: array, items: { type: string } } }, required: [text, conflicts] }
    conflict: "size(output.conflicts) > 0 && results.exists(r, r.value.view == 'refuse')"
    writes: verdict
    writesOn: { conflict: verdict }
edges:
  - start -> readers
  - readers.legal -> legal
  - readers.finance -> finance
  - legal -> both
  - finance -> both
  - both -> end.agreed
  - both.conflict -> end.disputed
  - both.failed -> end.broken
`;

const prompt = `---
id: both
kind: role
inputs: [clause]
---
Reconcile what was found in {{ clause }}.
`;

const scripted = `
agents:
  both:
    - when: results.all(r, r.value.view == results[0].value.view)
      output: { text: "'Both say ' + results[0].value.view + '.'", conflicts: [] }
    - output: { text: "'They differ.'", conflicts: "results.map(r, r.branch + ': ' + r.value.view)" }
`;

const example = exampleFrom(graph, {}, { "prompts/both.md": prompt, "scripted.yaml": scripted });
const codes = (from: string, to: string): readonly string[] => check(changed(example, from, to)).map((each) => each.code);
const withScript = (text: string): Example => ({ ...example, files: new Map([...example.files, ["scripted.yaml", text]]) });

describe("a join that asks a model", () => {
  test("checks", () => {
    expect(check(example)).toEqual([]);
  });

  test("gives what the model makes of the results", async () => {
    const { values, ports, modelCalls } = await trial(example).watch({ clause: "Pay in a month." });
    expect(values).toMatchObject({ verdict: { text: "Both say sign.", conflicts: [] }, $outcome: "agreed" });
    expect(ports).toContain("both.done");
    expect(modelCalls).toBe(1);
  });

  test("leaves by `conflict` where its condition says so of the model's output and the results, and names the sources", async () => {
    const { values, ports } = await trial(example).watch({ clause: "Liability is unlimited." });
    expect(values).toMatchObject({ verdict: { conflicts: ["legal: refuse", "finance: sign"] }, $outcome: "disputed" });
    expect(ports).toContain("both.conflict");
  });

  test("shows the model each branch by name, as data from outside, and nothing that stands in the branches besides", async () => {
    const { models, sent } = recorded(example);
    await trial(example, {}, { models }).start({ clause: "Pay in a month." });
    const [texts, ...others] = sent;
    expect(others).toEqual([]);
    expect(texts?.[0]).toContain("Reconcile what was found in Pay in a month.");
    expect(texts?.[0]).toContain("name them by `branch`");
    expect(texts?.join("\n")).toMatch(/"results": \[\{"branch":"legal","index":0,"status":"done","value":\{"view":"sign"\}\}/);
  });

  test("may take the results in its prompt", async () => {
    const taking = changed(
      changed(example, "inputs: [clause]", "inputs: [results]", "prompts/both.md"),
      "{{ clause }}",
      "{{ size(results) }} views",
      "prompts/both.md",
    );
    expect(check(taking)).toEqual([]);
    const { models, sent } = recorded(taking);
    await trial(taking, {}, { models }).start({ clause: "Pay in a month." });
    expect(sent[0]?.[0]).toContain("Reconcile what was found in 2 views.");
  });

  test("has the model mend an output that does not fit, with the results before it still", async () => {
    const { models, sent } = recorded(withScript(scripted.replace("  both:\n", "  both:\n    - { when: turn == 0, output: { text: \"'Short.'\" } }\n")));
    const { values, modelCalls } = await trial(example, {}, { models }).watch({ clause: "Pay in a month." });
    expect(values).toMatchObject({ verdict: { text: "Both say sign." }, $outcome: "agreed" });
    expect(modelCalls).toBe(2);
    expect(sent[1]?.join("\n")).toContain('"results": [');
  });

  test("asks nobody where too few branches succeeded", async () => {
    const broken = changed(example, "clause.contains('unlimited') ? 'refuse' : 'sign'", "string(1 / size(clause.substring(size(clause))))");
    const { ports, modelCalls } = await trial(broken).watch({ clause: "Pay in a month." });
    expect(ports).toContain("both.failed");
    expect(modelCalls).toBe(0);
  });

  test("gives text where no schema is named", () => {
    const bare = changed(
      example,
      "    output: { type: object, properties: { text: { type: string }, conflicts: { type: array, items: { type: string } } }, required: [text, conflicts] }\n",
      "",
    );
    expect(check(changed(bare, "size(output.conflicts) > 0", "size(output) > 0")).map((each) => each.code)).toEqual(["BT211", "BT211"]);
  });

  test("types what is said of its output", () => {
    expect(codes("size(output.conflicts) > 0", "size(output.conflict) > 0")).toEqual(["BT203"]);
  });

  test("merges in this way alone, and only what branches give", () => {
    expect(codes("    prompt: prompts/both.md\n", "    prompt: prompts/both.md\n    rule: results\n")).toContain("BT263");
    expect(codes("    prompt: prompts/both.md\n", "    prompt: prompts/both.md\n    vote: value.view\n")).toContain("BT263");
    expect(codes("    collect: { view: view }\n", "")).toContain("BT263");
  });

  test("binds what its prompt takes", () => {
    expect(codes("    prompt: prompts/both.md\n", "    prompt: prompts/both.md\n    input: { tone: \"'dry'\" }\n")).toEqual(["BT182"]);
    const tone = changed(example, "inputs: [clause]", "inputs: [clause, tone]", "prompts/both.md");
    expect(check(tone).map((each) => each.code)).toEqual(["BT212"]);
    expect(check(changed(tone, "    prompt: prompts/both.md\n", "    prompt: prompts/both.md\n    input: { tone: \"'dry'\" }\n"))).toEqual([]);
  });

  test("has no keys for a model without a prompt", () => {
    const found = check(changed(example, "    prompt: prompts/both.md\n", "    input: { tone: clause }\n    model: careful\n"));
    expect(found.filter((each) => each.code === "BT266").map((each) => each.fix?.title)).toEqual(["Remove input", "Remove model", "Remove output"]);
  });
});
