import { AIMessage, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { emptyCheckpoint, MemorySaver } from "@langchain/langgraph-checkpoint";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Database } from "./database.ts";
import { sqliteStorage } from "./storage.ts";

const metadata = { source: "loop", step: 0, parents: {} } as const;
const { serde } = new MemorySaver();

/** A thread of its own, in a process that knows nothing of what was serialized before. */
function thread(database = new Database(":memory:"), id = "t1") {
  const saver = sqliteStorage(database).checkpointer;
  let config: Parameters<typeof saver.put>[0] = { configurable: { thread_id: id } };
  let steps = 0;
  return {
    database,
    saver,
    /** Stores a value as a step does: as a write, then as a channel. */
    store: async (value: unknown, written: unknown = value): Promise<void> => {
      const versions = { channel: saver.getNextVersion(undefined) };
      if (steps > 0) await saver.putWrites(config, [["channel", written]], `task-${steps}`);
      const checkpoint = { ...emptyCheckpoint(), channel_values: { channel: value }, channel_versions: versions };
      config = await saver.put(config, checkpoint, metadata, versions);
      steps += 1;
    },
    stored: async (): Promise<unknown> => (await saver.getTuple(config))?.checkpoint.channel_values["channel"],
    count: (what: string): number => Number(database.prepare(`SELECT ${what} AS n FROM parts`).get()?.["n"]),
  };
}

/** What LangGraph's own serializer makes of a value. */
async function restored(value: unknown): Promise<unknown> {
  const again: unknown = await serde.loadsTyped(...(await serde.dumpsTyped(value)));
  return again;
}

const text = (length: number, seed: number): string => `${seed} `.repeat(length).slice(0, length);
const element = fc.oneof(
  fc.record({ id: fc.nat(), text: fc.nat({ max: 700 }).map((length) => text(length, length)), inner: fc.array(fc.dictionary(fc.string(), fc.nat())) }),
  fc.nat({ max: 600 }).map((length): BaseMessage => new HumanMessage({ content: text(length, length) })),
  fc.string({ maxLength: 400 }),
  fc.constantFrom<unknown>(null, 1.5, Number.NaN, undefined, [], {}, true, new Date(0), new Map([[1, new Set([2])]]), new Uint8Array([1, 2]), [
    new Uint8Array(3),
  ]),
);
type Change = { readonly type: "push"; readonly items: unknown[] } | { readonly type: "drop" | "replace" | "mutate" | "reverse"; readonly at: number };
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("push" as const), items: fc.array(element, { maxLength: 30 }) }) },
  fc.record({ type: fc.constantFrom("drop" as const, "replace" as const, "mutate" as const, "reverse" as const), at: fc.nat({ max: 60 }) }),
);

/** The list after a change; `mutate` changes an element where it is. */
function changed(list: readonly unknown[], by: Change): readonly unknown[] {
  switch (by.type) {
    case "push":
      return [...list, ...by.items];
    case "drop":
      return list.toSpliced(by.at, 1);
    case "replace":
      return by.at < list.length ? list.with(by.at, { replaced: by.at }) : list;
    case "reverse":
      return list.toReversed();
    case "mutate": {
      const found = list[by.at];
      if (typeof found === "object" && found !== null && !(found instanceof Uint8Array)) Object.assign(found, { changed: by.at });
      return list;
    }
    default:
      return by satisfies never;
  }
}

describe("lists of checkpoints", () => {
  it("come back as LangGraph's serializer would give them, however they changed, alone or in an object", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), fc.boolean(), async (changes, alone) => {
        const { store, stored } = thread();
        let list: readonly unknown[] = [];
        for (const by of changes) {
          list = changed(list, by);
          const value = alone
            ? list
            : { run: "r", messages: list, nothing: [], visit: list.length, short: [1, "two"], notes: { text: text(list.length * 10, 7) } };
          await store(value);
          expect(await stored()).toEqual(await restored(value));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("keep an element once, in whichever list it stands, and cost an element what it is", async () => {
    const { store, count } = thread();
    const item = (at: number): object => ({ id: `m${at}`, content: `${at} `.repeat(120) });
    let list: object[] = [];
    for (let at = 0; at < 40; at++) {
      const added = item(at);
      list = [...list, added];
      await store({ run: "r1", messages: list }, [added]);
    }
    const before = { rows: count("count(*)"), bytes: count("sum(length(data))") };
    const added = item(40);
    await store({ run: "r1", messages: [...list, added] }, [added]);
    expect(count("count(*)") - before.rows).toBe(1);
    expect(count("sum(length(data))") - before.bytes).toBe(JSON.stringify(added).length);
  });

  it("hold an element that was changed where it stands, as by a reducer that gives a message its id", async () => {
    const { store, stored } = thread();
    const message = new AIMessage({ content: text(500, 1), tool_calls: [{ name: "pay", args: { amount: 1 }, id: "c1" }] });
    await store([message]);
    Object.assign(message, { id: "m1" });
    Object.assign(message.lc_kwargs, { id: "m1" });
    await store([message]);
    expect(await stored()).toMatchObject([{ id: "m1" }]);
    Object.assign(message.tool_calls?.[0]?.args ?? {}, { amount: 2 });
    await store([message]);
    expect(await stored()).toMatchObject([{ id: "m1", tool_calls: [{ args: { amount: 2 } }] }]);
  });

  it("are read by another process than the one that wrote, and it goes on from there", async () => {
    const messages = Array.from({ length: 300 }, (_, at) => ({ id: at, content: text(300, at) }));
    const { store, count, database } = thread();
    await store(messages);
    const rows = count("count(*)");
    const other = thread(database);
    const list = await other.stored();
    if (!Array.isArray(list)) throw new Error("no list");
    await other.store([...list, { id: 300, content: text(300, 300) }]);
    expect(count("count(*)") - rows).toBe(1);
    expect(await other.stored()).toEqual([...messages, { id: 300, content: text(300, 300) }]);
  });

  it("are copied with their thread, and outlive the one that they came from", async () => {
    const messages = Array.from({ length: 300 }, (_, at) => ({ id: at, content: text(300, at) }));
    const { store, saver, database } = thread();
    await store(messages);
    await saver.copyThread("t1", "t2");
    await saver.deleteThread("t1");
    expect(await thread(database, "t2").stored()).toEqual(messages);
  });
});
