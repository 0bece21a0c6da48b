import { expect, it } from "vitest";
import { applyEdits } from "../document/edit.ts";
import { folderFiles } from "../document/files.ts";
import { readGraph } from "../document/read.ts";
import { checkGraph } from "./check.ts";
import { checkToy, toyDocument, toyHost, toyKinds } from "./toy-kinds.ts";

const find = "find: { kind: tool, tool: search, args: { query: question }, writes: answer }";
const edges = ["start -> find", "find -> end"];
const research = toyDocument({ nodes: [find], edges }).replace("id: example", "id: research");

/** A graph with `research` inside it as the node `sub`. */
function around(keys = "input: { question: question }, writes: { answer: output }"): string {
  return toyDocument({ nodes: [`sub: { kind: subgraph, graph: research, ${keys} }`], edges: ["start -> sub", "sub -> end"] });
}

function told(text: string, files: Readonly<Record<string, string>>): readonly string[] {
  return checkToy(text, files).map(({ code, message, at }) => `${code} ${text.slice(at.start, at.end)}: ${message}`);
}

it("finds nothing where the graph inside checks and is given what it takes", () => {
  expect(told(around(), { "graphs/research/graph.yaml": research })).toEqual([]);
});

it("tells of all that is wrong inside one thing, and the place of the first, through every graph between", () => {
  const broken = research.replace("tool: search", "tool: serch").replace("find -> end", "find -> fnd");
  expect(told(around(), { "graphs/research/graph.yaml": broken })).toEqual([
    "BT128 research: The graph `research` does not check, so mend it first: research/graph.yaml:8:29 The host has no tool `serch`; did you mean `search`?",
  ]);
  const between = around().replace("id: example", "id: between");
  const outer = around().replace("graph: research", "graph: between");
  expect(told(outer, { "graphs/research/graph.yaml": broken, "graphs/between/graph.yaml": between })).toEqual([
    "BT128 between: The graph `between` does not check, so mend it first: between/graph.yaml:8:33 The graph `research` does not check, so mend it first: research/graph.yaml:8:29 The host has no tool `serch`; did you mean `search`?",
  ]);
});

it("does not call a graph wrong for advice", () => {
  const advised = research.replace("answer: string", "answer: string, more: string").replace("writes: answer", "writes: { answer: output, more: output }");
  expect(told(around(), { "graphs/research/graph.yaml": advised })).toEqual([]);
});

it("compares what a graph is given with what it takes", () => {
  const files = {
    "graphs/research/graph.yaml": research
      .replace("answer: string", "answer: string, hint: { schema: string, default: '' }")
      .replace("[question]", "[question, hint]"),
  };
  expect(told(around("input: { question: question }, writes: { answer: output }"), files)).toEqual([]);
  const text = around("input: { qestion: question, hint: question }, writes: { answer: output }");
  expect(told(text, files)).toEqual([
    "BT159 research: The graph `research` needs the input `question`: add it to `input`.",
    "BT158 qestion: The graph `research` takes no input `qestion`; did you mean `question`?",
  ]);
  const fixed = applyEdits(
    text,
    checkToy(text, files).flatMap(({ fix }) => fix?.edits ?? []),
  );
  expect(told(fixed, files)).toEqual([]);
});

it("says that `writes` is for no port where no port is the first", () => {
  const two = research.replace("{ done: [answer] }", "{ done: [answer], lost: [] }").replace("find -> end", "find -> end\n  - find.failed -> end.lost");
  const text = around().replace("sub -> end", "sub.done -> end\n  - sub.lost -> end");
  expect(told(text, { "graphs/research/graph.yaml": two }).filter((each) => each.startsWith("BT1"))).toEqual([
    "BT143 writes: `sub` has no first port that `writes` could be for: write `writesOn: { done: … }`, or for another of `done`, `lost` or `failed`.",
  ]);
  const named = text.replace("writes: { answer: output }", "writesOn: { done: { answer: output }, lost: { answer: question } }");
  expect(told(named, { "graphs/research/graph.yaml": two })).toEqual([]);
});

it("checks a graph once, however many nodes contain it", () => {
  let checks = 0;
  const counting = new Map(
    [...toyKinds].map(([type, kind]) => [
      type,
      type === "tool"
        ? {
            ...kind,
            check: () => {
              checks += 1;
              return [];
            },
          }
        : kind,
    ]),
  );
  const ids = Array.from({ length: 50 }, (_, at) => `n${at}`);
  const nodes = ids.map((id) => `${id}: { kind: subgraph, graph: research, input: { question: question }, writes: { answer: output } }`);
  const chained = ids.map((id, at) => `${id} -> ${ids[at + 1] ?? "end"}`);
  const text = toyDocument({ nodes, edges: ["start -> n0", ...chained] });
  const read = readGraph(folderFiles({ "graph.yaml": text, "graphs/research/graph.yaml": research }), counting);
  expect(checkGraph(read, counting, toyHost)).toEqual([]);
  expect(checks).toBe(1);
});
