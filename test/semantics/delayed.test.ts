import { Command } from "@langchain/langgraph";
import { compileGraph, defineHost, defineTool, memoryStorage, type Storage } from "baton";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { desk } from "./desk.ts";
import { program } from "./generate.ts";
import { LateSaver } from "./late-saver.ts";
import type { Program } from "./program.ts";
import { prepare, type Prepared, ran } from "./world.ts";

// A saver whose writes become durable late shows whether anything runs ahead of its checkpoint.

const config = { configurable: { thread_id: "t" } };

/** Delays from 0 to 4 ms, the same ones every time. */
function delays(): () => number {
  let at = 0;
  return () => [0, 3, 1, 4, 0, 2][(at += 1) % 6] ?? 0;
}

function late(): { readonly wrap: (storage: Storage) => Storage; readonly saver: () => LateSaver } {
  let made: LateSaver | undefined;
  return {
    wrap: (storage) => ({ ...storage, checkpointer: (made = new LateSaver(storage.checkpointer, delays())) }),
    saver: () => {
      if (made === undefined) throw new Error("The storage was not wrapped.");
      return made;
    },
  };
}

test("a tool is called only once every checkpoint before its step is durable, and every write of the steps before", async () => {
  const { wrap, saver } = late();
  const seen: unknown[] = [];
  const made = desk({
    wrap,
    called: (tool) => {
      const { puts, writes, durable } = saver().late;
      seen.push({ tool, durable: [...durable], pending: puts.size + writes.size });
    },
  });
  await made.compiled.invoke({ question: "ink" }, config);
  const { interrupt } = await made.decide({ type: "approve" });
  await made.compiled.invoke(new Command({ resume: { [interrupt]: true } }), config);
  expect(seen).toEqual([
    { tool: "look", durable: [-1, 0, 1], pending: 0 },
    { tool: "look", durable: [-1, 0, 1, 2], pending: 0 },
    { tool: "send", durable: [-1, 0, 1, 2, 3, 4, 5], pending: 0 },
  ]);
});

test("so it is in generated graphs, through questions, failures, limits and resumes", async () => {
  let calls = 0;
  const ahead = async (debug: boolean, each: Prepared): Promise<number> => {
    const { wrap, saver } = late();
    let early = 0;
    await ran(each, debug, {
      storage: wrap,
      called: () => {
        const { puts, writes } = saver().late;
        calls += 1;
        if (puts.size + writes.size > 0) early += 1;
      },
    });
    return early;
  };
  const property = fc.asyncProperty(program, fc.boolean(), async (drawn, debug) => {
    expect(await ahead(debug, prepare(oneByOne(drawn)))).toBe(0);
  });
  await fc.assert(property, { seed: 20_260_105, numRuns: 40 });
  expect(calls).toBeGreaterThan(30);
});

/** The same without branches side by side: one is at work while another's checkpoint is written. */
function oneByOne(drawn: Program): Program {
  const same: Program = JSON.parse(JSON.stringify(drawn), (key, value: unknown) => (key === "concurrency" ? 1 : value));
  return same;
}

const reading = `
baton: 1
id: reads
goal: Read again and again.
state: { seen: { schema: list(integer), merge: append } }
outcomes: { done: [seen] }
policies: [{ node: "*", effect: read, then: allow }]
nodes: { look: { kind: tool, tool: look, writes: { seen: "[output]" } } }
edges:
  - start -> look
  - { edge: look -> look, max: 6, else: end.done }
`;

function reader(wrap: (storage: Storage) => Storage, called: () => void) {
  const look = defineTool({
    name: "look",
    description: "Looks",
    args: z.object({}),
    result: z.int(),
    effect: "read",
    execute: () => {
      called();
      return 1;
    },
  });
  const source = { root: "graph.yaml", read: (path: string) => (path === "graph.yaml" ? reading : undefined) };
  return compileGraph(source, defineHost({ tools: [look] }), { storage: wrap(memoryStorage()) });
}

test.each([
  ["sync", false],
  ["async", true],
] as const)("where tools only read, durability may be chosen: with %s a step runs ahead of its checkpoint: %s", async (durability, runsAhead) => {
  const { wrap, saver } = late();
  let early = 0;
  const compiled = reader(wrap, () => {
    if (saver().late.puts.size > 0) early += 1;
  });
  await compiled.invoke({}, { ...config, durability });
  expect(early > 0).toBe(runsAhead);
});

test.each(["async", "exit"] as const)("where a tool writes, durability %s is refused before anything happens", async (durability) => {
  const calls: string[] = [];
  const { compiled, storage } = desk({ called: (tool) => calls.push(tool) });
  await expect(compiled.invoke({ question: "ink" }, { ...config, durability })).rejects.toMatchObject({ code: "durability_too_low" });
  await expect(async () => {
    for await (const _ of await compiled.stream({ question: "ink" }, { ...config, durability, streamMode: "values" }));
  }).rejects.toMatchObject({ code: "durability_too_low" });
  expect(calls).toEqual([]);
  expect(await storage.checkpointer.getTuple(config)).toBeUndefined();
});
