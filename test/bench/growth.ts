import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphFiles, type Json, type JsonObject } from "@baton/core";
import { compileGraph, openSqlite } from "baton";
import { host } from "./documents.ts";
import { atMost, type Report } from "./report.ts";

/** One tool node that a thread passes a thousand times. */
function loop(state: JsonObject, writes: Json) {
  return graphFiles({
    baton: 1,
    id: "growth",
    goal: "Measure what a step leaves behind.",
    state: { text: "string", big: "string", count: { schema: "integer", default: 0 }, ...state },
    input: ["text", "big"],
    outcomes: { done: ["count"] },
    limits: { steps: 100_000, toolCalls: 100_000 },
    policies: [{ node: "*", tool: "*", then: "allow" }],
    nodes: { look: { kind: "tool", tool: "look", args: { text: "text" }, writes } },
    edges: ["start -> look", { edge: "look -> look", max: 999, else: "end" }],
  });
}

const marks = [100, 500, 1000] as const;

/** Bytes of the database after so many steps. */
async function sizes(document: ReturnType<typeof loop>, big: string): Promise<readonly [number, number, number]> {
  const folder = mkdtempSync(join(tmpdir(), "baton-growth-"));
  const file = join(folder, "baton.db");
  const storage = openSqlite({ file });
  const reader = new DatabaseSync(file, { readOnly: true });
  const bytes = (): number => Number(reader.prepare("SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()").get()?.["bytes"]);
  const found = new Map<number, number>();
  let step = 0;
  const compiled = compileGraph(document, host, { storage });
  for await (const _ of await compiled.stream({ text: "fine", big }, { configurable: { thread_id: "t" }, streamMode: "updates" })) {
    step += 1;
    found.set(step, bytes());
  }
  reader.close();
  await storage.close();
  rmSync(folder, { recursive: true });
  const [a, b, c] = marks.map((mark) => found.get(mark) ?? Number.NaN);
  return [a ?? 0, b ?? 0, c ?? 0];
}

/** How the database of a long thread grows: with what its steps change. */
export async function growth(): Promise<Report> {
  const counting = { text: "output.text", count: "count + 1" };
  const small = await sizes(loop({}, counting), "");
  const large = await sizes(loop({}, counting), bigText(200_000));
  const growing = await sizes(
    loop({ list: { schema: { type: "array", items: { type: "string" } }, merge: "append" } }, { ...counting, list: "['item ' + string(count)]" }),
    "",
  );
  const perStep = ([a, b, c]: readonly [number, number, number]): string => `${kilo((b - a) / 400)} then ${kilo((c - b) / 500)} KB a step`;
  const late = (small[2] - small[1]) / 500 / ((small[1] - small[0]) / 400);
  const unchanged = (large[2] - large[0]) / (small[2] - small[0]);
  const line = (found: readonly [number, number, number]): string => `${found.map((bytes) => kilo(bytes).padStart(6)).join(", ")} KB; ${perStep(found)}`;
  return {
    title: "Growth of a thread's database, in KB after 100, 500 and 1,000 steps",
    about: ["A tool node that is passed 1,000 times; a step writes a text and a number."],
    lines: [
      { what: "small state", found: line(small), target: atMost(late, 1.1, "linear") },
      { what: "beside a channel of 200 KB that nothing writes", found: line(large), target: atMost(unchanged, 1.1, "same") },
      { what: "beside a list that grows by an item a step", found: line(growing) },
    ],
  };
}

function kilo(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

/** Text that does not repeat, so that equal parts do not hide growth. */
function bigText(length: number): string {
  let text = "";
  for (let at = 0; text.length < length; at += 1) text += `${at * 7919} `;
  return text;
}
