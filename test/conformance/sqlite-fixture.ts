// Writes the fixture of the newest schema: node test/conformance/sqlite-fixture.ts packages/storage/src/sqlite/fixtures/v<n>.db
// Run it once, before a version is released; a fixture that was released never changes.
import { existsSync } from "node:fs";
import { openSqlite } from "@baton/storage/sqlite";
import { emptyCheckpoint } from "@langchain/langgraph-checkpoint";
import { apiKey, approval, assistant, delivery, effect, externalEvent, graphVersion, job, run, thread, wait } from "./samples.ts";

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
await storage.jobs.add([job("j1"), job("j2")]);
await storage.jobs.take("somebody", 50, 1);
await storage.streams.append("j1", [{ event: "values", data: '{"n":1}', key: "step-1" }]);
await storage.assistants.create(assistant("as1"));
await storage.assistants.update("as1", { name: "Second" }, 7);
await storage.keys.add(apiKey("k1"));
await storage.keys.spend("ana", "2026-11-20", { runs: 2, costUsd: 0.5 });
await storage.publications.add({ graph: "pay", hash: "sha256-1", what: "published", by: "bob", at: 5 });
await storage.deliveries.add(delivery("d1"));
await storage.items.put(["users", "ana"], "profile", { name: "Ana" });
await storage.close();
