import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Limits } from "@baton/core";
import { parseScript, scriptedProvider } from "@baton/runtime";
import { type Baton, type BatonEvent, checkFiles, graphFolder, hostManifest, manualClock, openBaton, type RunResult } from "baton";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graph, input, thread } from "./drive.ts";
import { entries, faultHost } from "./host.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Trial {
  readonly baton: Baton;
  readonly clock: ReturnType<typeof manualClock>;
  readonly events: readonly BatonEvent[];
  /** Runs to the review, has it approved an hour later, and goes on until something else stops it. */
  run(): Promise<RunResult>;
  /** The same from where it stands, with limits raised. */
  raise(limits: Limits): Promise<RunResult>;
  tools(): readonly string[];
}

/** The graph with limits of its own; every tool takes its time, and a thousand tokens cost a dollar. */
async function trial(limits: string, change: readonly (readonly [string, string])[] = [], toolMs = 1_000): Promise<Trial> {
  const copy = join(folder, "graph");
  const ledger = join(folder, "ledger.jsonl");
  cpSync(graph, copy, { recursive: true });
  const text = [["state:\n", `limits: ${limits}\nstate:\n`] as const, ...change].reduce(
    (document, [from, to]) => {
      expect(document).toContain(from);
      return document.replace(from, to);
    },
    readFileSync(join(graph, "graph.yaml"), "utf8"),
  );
  writeFileSync(join(copy, "graph.yaml"), text);
  const clock = manualClock(Date.UTC(2026, 0, 5));
  const host = faultHost(ledger, (_, place) => (place === "before" ? clock.advance(toolMs) : undefined));
  const opened = checkFiles(graphFolder(copy).files, hostManifest(host));
  expect(opened.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  if (opened.graph === undefined) throw new Error("There is no graph.");
  const scripted = scriptedProvider(parseScript(readFileSync(join(copy, "scripted.yaml"), "utf8"), "scripted.yaml"), opened.graph);
  const models: typeof scripted = { resolve: async (alias) => ({ ...(await scripted.resolve(alias)), prices: { input: 1_000, output: 1_000 } }) };
  const baton = await openBaton({ graph: copy, data: false, host, models, clock });
  const events: BatonEvent[] = [];
  const onEvent = (event: BatonEvent): void => void events.push(event);
  const approved = async (result: RunResult): Promise<RunResult> => {
    if (result.status !== "interrupted") return result;
    await clock.advance(3_600_000);
    return baton.resume(thread, { decisions: [{ type: "approve" }], onEvent });
  };
  return {
    baton,
    clock,
    events,
    run: async () => approved(await baton.run({ thread, input, onEvent })),
    raise: async (raised) => approved(await baton.resume(thread, { raise: raised, onEvent })),
    tools: () => entries(ledger).map(({ tool }) => tool),
  };
}

const everything = { status: "done", outcome: "done", output: { payment: { number: "pay A-1" }, posting: { number: "post A-1" } } };
const all = ["reserve", "pay", "confirm", "post"];
/** Nodes that began twice because people were waited for in between. */
const waits = (events: readonly BatonEvent[]): number => events.filter(({ type }) => type === "approval.opened").length;
/** How often something happened; pure nodes that were passed on the way (visit 0) are counted with the next stop. */
const called = (events: readonly BatonEvent[], type: BatonEvent["type"]): number =>
  events.filter((event) => event.type === type && !("visit" in event && event.visit === 0)).length;

describe("a limit of the run", () => {
  test.each([
    ["steps", "steps", 6, "node.started"],
    ["modelCalls", "model calls", 3, "model.called"],
    ["toolCalls", "tool calls", 5, "tool.called"],
  ] as const)("%s stops before what it does not allow, and raised one by one it leads to the same end", async (limit, words, total, event) => {
    const { run, raise, tools, events } = await trial(`{ ${limit}: 1 }`);
    let result = await run();
    let max = 1;
    for (; result.status === "limit_reached"; max += 1) {
      expect(result.error).toMatchObject({ code: "limit_reached", layer: "orchestration", message: expect.stringContaining(`of ${max} ${words}`) });
      // Steps that are taken together are counted together, so that one may be left over.
      expect([max, max - (limit === "steps" ? 1 : 0)]).toContain(result.usage[limit]);
      expect(events.at(-1)).toMatchObject({ type: "limit.reached", limit, max, used: result.usage[limit] });
      expect(called(events, event)).toBeLessThanOrEqual(max + waits(events));
      result = await raise({ [limit]: max + 1 });
    }
    expect(max).toBeGreaterThan(1);
    expect(result).toMatchObject(everything);
    expect(result.usage[limit]).toBe(max);
    expect(max).toBeGreaterThanOrEqual(total);
    expect(tools()).toEqual(all);
  });

  test.each([
    ["tokens", "tokens"],
    ["costUsd", "US dollars"],
  ] as const)("%s stops before the model call it does not allow", async (limit, words) => {
    const free = await (await trial("{ steps: 100 }")).run();
    expect(free).toMatchObject(everything);
    const half = limit === "tokens" ? Math.floor(free.usage.tokens / 2) : free.usage.costUsd / 2;
    rmSync(join(folder, "ledger.jsonl"));
    const { run, raise, tools, events } = await trial(`{ ${limit}: ${half} }`);
    const stopped = await run();
    expect(stopped).toMatchObject({ status: "limit_reached", error: { message: expect.stringContaining(words) } });
    expect(events.at(-1)).toMatchObject({ type: "limit.reached", limit, max: half });
    expect(called(events, "model.called")).toBeLessThan(3);
    expect(await raise({ [limit]: half * 3 })).toMatchObject(everything);
    expect(called(events, "model.called")).toBe(3);
    expect(tools()).toEqual(all);
  });

  test("time counts work, and not the hour that a person took", async () => {
    const { run } = await trial("{ time: 5s }");
    expect(await run()).toMatchObject({ ...everything, usage: { timeMs: 4_000 } });
  });

  test("time stops what is under way, and raised it leads to the same end", async () => {
    const { run, raise, tools, events } = await trial("{ time: 3s }", [], 2_000);
    expect(await run()).toMatchObject({ status: "limit_reached", error: { node: "pay", message: expect.stringContaining("milliseconds of work") } });
    expect(events.at(-1)).toMatchObject({ type: "limit.reached", node: "pay", limit: "timeMs", max: 3_000 });
    expect(await raise({ timeMs: 3_000 })).toMatchObject({ status: "limit_reached" });
    expect(tools()).not.toContain("confirm");
    expect(await raise({ timeMs: 60_000 })).toMatchObject(everything);
    expect(tools()).toEqual(all);
  });

  test.each(["reserve", "pay", "confirm", "post"])("calls of %s stop before the call, the approval for which stays good", async (tool) => {
    const { run, raise, tools, events, baton } = await trial(`{ tools: { ${tool}: 0 } }`);
    expect(await run()).toMatchObject({ status: "limit_reached", error: { message: expect.stringContaining(`calls of ${tool}`) } });
    expect(events.at(-1)).toMatchObject({ type: "limit.reached", limit: `tools.${tool}`, max: 0, used: 0 });
    expect(tools()).toEqual(all.slice(0, all.indexOf(tool)));
    expect(await raise({ tools: { [tool]: 1 } })).toMatchObject(everything);
    expect(tools()).toEqual(all);
    expect(await baton.storage.approvals.list({ thread })).toHaveLength(1);
  });

  test("that is not raised stops again, and a new input does not get round it", async () => {
    const { run, raise, baton, tools } = await trial("{ toolCalls: 2 }");
    await run();
    expect(await raise({})).toMatchObject({ status: "limit_reached", usage: { toolCalls: 2 } });
    await expect(baton.run({ thread, input })).rejects.toMatchObject({ code: "thread_waiting" });
    expect(tools()).toEqual(["reserve"]);
    expect(await baton.threads({ status: "limit_reached" })).toHaveLength(1);
  });
});

describe("a limit of an agent", () => {
  const wired = ["  - clerk -> review", "  - clerk -> review\n  - clerk.failed -> end.refused"] as const;
  const own = (limits: string): readonly (readonly [string, string])[] => [
    [
      "writes: { advice: output, notes: \"['checked']\" }",
      `limits: ${limits}, writes: { advice: output }, writesOn: { failed: { notes: "[output.code, output.message]" } }`,
    ],
    wired,
  ];

  test.each([
    ["{ modelCalls: 1 }", "1 model calls", 1, []],
    ["{ toolCalls: 1 }", "1 tool calls", 2, []],
    ["{ tokens: 100 }", "100 tokens", 0, []],
    ["{ costUsd: 0.2 }", "0.2 US dollars", 1, []],
    ["{ tools: { reserve: 0 } }", "0 calls of reserve", 2, []],
  ])("%s leaves by failed", async (limits, words, models, made) => {
    const { run, events, tools } = await trial("{ steps: 100 }", own(limits));
    expect(await run()).toMatchObject({ status: "done", outcome: "refused", output: { notes: ["agent_limit", expect.stringContaining(words)] } });
    expect(called(events, "model.called")).toBe(models);
    expect(tools()).toEqual(made);
  });

  test("that is not reached changes nothing", async () => {
    const { run } = await trial("{ steps: 100 }", own("{ modelCalls: 3, toolCalls: 2, tools: { reserve: 1 } }"));
    expect(await run()).toMatchObject(everything);
  });
});
