import { emptyCheckpoint } from "@langchain/langgraph-checkpoint";
import { deltaChannelHistoryTests, validate } from "@langchain/langgraph-checkpoint-validation";
import { HumanMessage } from "@langchain/core/messages";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Database } from "./database.ts";
import { openSqlite, sqliteStorage } from "./storage.ts";

// LangGraph's own suite for savers takes the test functions from the global scope.
Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it });

const initializer = { checkpointerName: "@baton/storage/sqlite", createCheckpointer: () => openSqlite({ file: ":memory:" }).checkpointer };
validate(initializer);
deltaChannelHistoryTests(initializer);

const metadata = { source: "loop", step: 0, parents: {} } as const;

const item = (index: number): object => ({ index, text: `${index} `.padEnd(200, "x") });

describe("values of checkpoints", () => {
  it.each([
    ["bytes", new Uint8Array([0, 255, 7])],
    ["long bytes", new Uint8Array(10_000).map((_, index) => index % 251)],
    ["a long text", "ü".repeat(9_999)],
    ["a map", new Map([["a", new Set([1])]])],
    ["a message", new HumanMessage({ content: "hi", id: "1" })],
    ["null", null],
    ["what only looks like a record", { lc: 3, note: '"lc"' }],
  ])("gives back %s", async (_, value) => {
    const { checkpointer } = openSqlite({ file: ":memory:" });
    const versions = { channel: checkpointer.getNextVersion(undefined) };
    const config = { configurable: { thread_id: "t1" } };
    const at = await checkpointer.put(config, { ...emptyCheckpoint(), channel_values: { channel: value }, channel_versions: versions }, metadata, versions);
    await checkpointer.putWrites(at, [["channel", value]], "task");
    const tuple = await checkpointer.getTuple(config);
    expect(tuple?.checkpoint.channel_values).toEqual({ channel: value });
    expect(tuple?.pendingWrites).toEqual([["task", "channel", value]]);
  });

  it("refuses a search by a key that is no name", async () => {
    const { checkpointer } = openSqlite({ file: ":memory:" });
    const search = async (): Promise<void> => {
      for await (const _ of checkpointer.list({}, { filter: { 'x") OR 1 --': 1 } })) throw new Error("found something");
    };
    await expect(search()).rejects.toMatchObject({ code: "checkpoint_filter" });
  });

  it("grows with what changed: a list that grows costs its new items, a step what it wrote", async () => {
    const database = new Database(":memory:");
    const { checkpointer } = sqliteStorage(database);
    const size = (): number => Number(database.prepare("SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size").get()?.["size"]);
    let config: Parameters<typeof checkpointer.put>[0] = { configurable: { thread_id: "t1" } };
    let versions: Record<string, string | number> = { fixed: checkpointer.getNextVersion(undefined) };
    const values: { fixed: string; list: object[] } = { fixed: "f".repeat(50_000), list: [] };
    const step = async (index: number): Promise<void> => {
      const written = { list: checkpointer.getNextVersion(undefined).toString() };
      versions = { ...versions, ...written };
      const added = item(index);
      values.list = [...values.list, added];
      await checkpointer.putWrites(config, [["list", [added]]], `task${index}`);
      config = await checkpointer.put(config, { ...emptyCheckpoint(), channel_values: values, channel_versions: versions }, metadata, written);
    };
    config = await checkpointer.put(config, { ...emptyCheckpoint(), channel_values: values, channel_versions: versions }, metadata, versions);
    for (let index = 0; index < 100; index++) await step(index);
    const early = size();
    for (let index = 100; index < 1000; index++) await step(index);
    expect((await checkpointer.getTuple(config))?.checkpoint.channel_values).toEqual(values);
    expect((size() - early) / 900).toBeLessThan(6_000); // the whole list is 250 kB at the end
  });
});
