import { checkGraph, hostManifestSchema, readGraph } from "@baton/core";
import { kinds } from "@baton/nodes";
import { median } from "./measure.ts";
import { atMost, type Line, type Report } from "./report.ts";

const manifest = hostManifestSchema.parse({
  tools: {
    step: {
      effect: "read",
      args: { type: "object", properties: { text: { type: "string" }, count: { type: "integer" } }, required: ["text", "count"], additionalProperties: false },
      result: {
        type: "object",
        properties: { text: { type: "string" }, count: { type: "integer" } },
        required: ["text", "count"],
        additionalProperties: false,
      },
    },
  },
});

/** Blocks of four nodes: a call, a transform, a condition, and a call that is repeated a bounded number of times. */
function documentOf(nodes: number, typed: string): string {
  const blocks = Math.ceil(nodes / 4);
  const lines = ["baton: 1", "id: large", `goal: ${typed}`, "state:", "  text: string", "  count: integer"];
  for (let at = 0; at < blocks; at += 1) lines.push(`  c${at}: { schema: integer }`);
  lines.push("input: [text, count]", "outcomes: { done: [text, count] }", "policies:", '  - { node: "*", effect: read, then: allow }', "nodes:");
  for (let at = 0; at < blocks; at += 1) {
    const before = at === 0 ? "count" : `c${at - 1}`;
    lines.push(
      `  call${at}: { kind: tool, tool: step, args: { text: "{{ text }} ${at}", count: ${before} + ${at} }, writes: { text: output.text, c${at}: output.count } }`,
      `  sum${at}: { kind: transform, writes: { count: "has(state.c${at}) && c${at} > 10 ? c${at} : count + 1" } }`,
      `  test${at}: { kind: branch, cases: [{ port: more, when: "count > ${at} && size(text) < 200" }] }`,
      `  again${at}: { kind: tool, tool: step, args: { text: text, count: c${at} }, writes: { text: output.text } }`,
    );
  }
  lines.push("edges:", "  - start -> call0");
  for (let at = 0; at < blocks; at += 1) {
    const next = at + 1 < blocks ? `call${at + 1}` : "end.done";
    lines.push(`  - call${at} -> sum${at}`, `  - sum${at} -> test${at}`, `  - test${at}.more -> again${at}`, `  - test${at}.otherwise -> ${next}`);
    lines.push(`  - { edge: again${at} -> sum${at}, max: 3, else: ${next} }`);
  }
  return `${lines.join("\n")}\n`;
}

/** How long reading and checking a document of 1,000 nodes takes, as an editor does both on every keystroke. */
export async function check(): Promise<Report> {
  const [reading, checking]: [number[], number[]] = [[], []];
  for (let run = 0; run < 30; run += 1) {
    const text = documentOf(1000, `Keystroke ${run}`);
    const start = performance.now();
    const read = readGraph({ root: "graph.yaml", read: (path) => (path === "graph.yaml" ? text : undefined) }, kinds);
    const middle = performance.now();
    checkGraph(read, kinds, manifest);
    reading.push(middle - start);
    checking.push(performance.now() - middle);
  }
  const line = (what: string, times: readonly number[]): Line => {
    const usual = median(times.slice(5));
    const found = `median ${usual.toFixed(1).padStart(5)} ms, worst ${Math.max(...times.slice(5))
      .toFixed(1)
      .padStart(5)} ms, first ${(times[0] ?? 0).toFixed(1).padStart(5)} ms`;
    return { what, found, target: atMost(usual, 100, "< 100") };
  };
  return {
    title: "Checking a document of 1,000 nodes",
    about: ["Calls, transforms, conditions and bounded cycles, read anew at every run."],
    lines: [line("read", reading), line("check", checking)],
  };
}
