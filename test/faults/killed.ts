// A process that is killed at a moment of its work; started by kill.test.ts, nested.test.ts and hops.test.ts with a folder, the moment and the graph.
import { join } from "node:path";
import { openBaton, openSqlite } from "baton";
import { drive } from "./drive.ts";
import { faultHost } from "./host.ts";
import { moments, telling } from "./moments.ts";

const [folder = "", moment = "", graph = ""] = process.argv.slice(2);
const ledger = join(folder, "ledger.jsonl");

const at = moments(folder, moment);
const host = faultHost(ledger, (tool, place) => at(`${tool} ${place}`));
const { storage, writes } = telling(openSqlite({ file: join(folder, "baton.db") }), at);
const baton = await openBaton({ graph, host, storage, offline: true });
const result = await drive(baton, ledger);
await baton.close();
process.stdout.write(JSON.stringify({ writes: writes(), status: result.status, outcome: result.outcome }));
