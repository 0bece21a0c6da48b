// Writes the fixture of the newest schema: node test/conformance/sqlite-fixture.ts packages/storage/src/sqlite/fixtures/v<n>.db
// Run it once, before a version is released; a fixture that was released never changes.
import { existsSync } from "node:fs";
import { openSqlite } from "@baton/storage/sqlite";
import { emptyCheckpoint } from "@langchain/langgraph-checkpoint";
import { approval, effect, externalEvent, graphVersion, run, thread, wait } from "./samples.ts";

const [file] = process.argv.slice(2);
if (file === undefined || existsSync(file)) throw new Error("Name a file that does not exist yet.");

const storage = openSqlite({ file });
await storage.threads.create(thread("t1"));
await storage.threads.putRun(run("r1", "t1", { status: "failed", error: { code: "tool_failed", layer: "tool", message: "no" } }));
await storage.approvals.open(approval("a1"));
await storage.waits.open(wait("w1"));
await storage.waits.send(externalEvent("e1"));
await storage.effects.begin({ record: effect("x"), consume: undefined, again: false, reserve: undefined });
await storage.effects.finish(effect("x").key, { state: "done", result: { receipt: 7 }, at: 11 });
await storage.budgets.open("r1", { steps: 9 });
await storage.budgets.reserve("r1", { steps: 1 });
await storage.graphs.put(graphVersion("sha256-1"));
await storage.events.append("t1", "r1", 1, [{ type: "started" }]);
await storage.leases.acquire("t2", "somebody", 1, 0);
const versions = { short: 1, long: 1, list: 1 };
const list = Array.from({ length: 40 }, (_, at) => ({ id: `m${at}`, content: `${at} `.repeat(100) })); // enough for parts under nodes
const checkpoint = { ...emptyCheckpoint(), channel_values: { short: 1, long: "long ".repeat(1000), list }, channel_versions: versions };
const at = await storage.checkpointer.put({ configurable: { thread_id: "t1" } }, checkpoint, { source: "input", step: -1, parents: {} }, versions);
await storage.checkpointer.putWrites(at, [["short", 2]], "task");
await storage.close();
