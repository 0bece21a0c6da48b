import * as fc from "fast-check";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { mostFindings } from "./report.ts";
import { checkToy, toyDocument } from "./toy-kinds.ts";

const text = toyDocument({
  state: "{ question: string, answer: string, topic: string, detail: string, sums: { schema: list(integer), merge: append } }",
  outcomes: "{ done: [answer, topic, detail], lost: [question] }",
  more: "limits: { steps: 9, tools: { search: 2 } }\nparams: { threshold: 5 }\npolicies: [{ node: pay, tool: pay, when: args.amount_minor > params.threshold, then: approve, by: controller, expires: 2d }]",
  nodes: [
    "find: { kind: tool, tool: search, args: { query: question }, writes: answer, writesOn: { failed: { answer: output.message } } }",
    "good: { kind: branch, cases: [{ port: long, when: size(answer) > 10 }] }",
    "fork: { kind: parallel, branches: [left, right] }",
    'write: { kind: agent, prompt: prompts/find.md, model: standard, writes: { topic: output, sums: "[size(output)]" } }',
    'count: { kind: transform, writes: { sums: "[1, size(answer)]" } }',
    "meet: { kind: join, of: fork }",
    "boss: { kind: boss, passes: [topic], workers: { look: { passes: [answer], required: true }, tell: { after: [look], passes: [detail] } } }",
    "look: { kind: tool, tool: search, args: { query: topic + task.input.text }, takes: { type: object, properties: { text: { type: string } }, required: [text] }, writes: detail }",
    "tell: { kind: agent, does: Tell., success: [It is told.], prompt: prompts/find.md, input: { question: detail } }",
    "ask: { kind: review, approves: pay, shows: [answer, topic] }",
    "pay: { kind: tool, tool: pay, args: { amount_minor: sums.sum() } }",
  ],
  edges: [
    "start -> find",
    "find -> good",
    "find.failed -> good",
    "{ edge: good.otherwise -> find, max: 2, else: end.lost }",
    "good.long -> fork",
    "fork.left -> write",
    "fork.right -> count",
    "write -> meet",
    "count -> meet",
    "meet -> boss",
    "boss -> ask",
    "boss.escalated -> end.lost",
    "ask.approved -> pay",
    "ask.rejected -> end.lost",
    "ask.expired -> end.lost",
    "pay -> end.done",
  ],
});

/** Checks a document, and gives the findings that have no words or stand outside their file. */
function misplaced(document: string): readonly unknown[] {
  return checkToy(document).filter(({ at, message }) => {
    const inside = at.file !== "graph.yaml" || (at.end <= document.length && at.line === document.slice(0, at.start).split("\n").length);
    return message === "" || at.start < 0 || at.end < at.start || !inside;
  });
}

it("checks the document that is mutated here without a finding", () => {
  expect(checkToy(text)).toEqual([]);
});

it("answers any damaged text, each finding inside it", () => {
  const cut = fc.record({
    at: fc.nat({ max: text.length }),
    length: fc.nat({ max: 40 }),
    put: fc.oneof(fc.constant(""), fc.string({ maxLength: 8 }), fc.constantFrom("find", "end", "->", "{", "- x", ": ", "'", "has(state.answer)")),
  });
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
      const damaged = cuts.reduce((left, { at, length, put }) => left.slice(0, at) + put + left.slice(at + length), text);
      expect(misplaced(damaged)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

it("answers documents whose words were swapped for others of the document", () => {
  const words = [...new Set(text.match(/[a-z_]+|->|[{}[\],:]/g))];
  const swap = fc.record({ at: fc.nat({ max: 400 }), to: fc.constantFrom(...words) });
  fc.assert(
    fc.property(fc.array(swap, { minLength: 1, maxLength: 5 }), (swaps) => {
      let count = 0;
      const swapped = text.replaceAll(/[a-z_]+/g, (word) => {
        count += 1;
        return swaps.find(({ at }) => at === count)?.to ?? word;
      });
      expect(misplaced(swapped)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

it("answers documents made of any values under the format's keys", () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const keys = ["id", "goal", "params", "state", "input", "outcomes", "limits", "policies", "nodes", "edges", "defaults"];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), json), fc.dictionary(fc.constantFrom("find", "good", "toString", "__proto__"), json), (top, nodes) => {
      expect(misplaced(stringify({ baton: 1, nodes, ...top }))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it("answers a document of thousands of mistakes with the first thousand", () => {
  const ids = Array.from({ length: 3000 }, (_, at) => `node${at}`);
  const nodes = ids.map((id) => `${id}: { kind: transform, writes: { answer: nothing } }`);
  const many = toyDocument({ nodes, edges: ["start -> node0", ...ids.map((id) => `${id} -> ${id}x`)] });
  expect(checkToy(many)).toHaveLength(mostFindings);
});
