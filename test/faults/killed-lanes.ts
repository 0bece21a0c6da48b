// A process that is killed at a moment of its work in lanes; started by lanes.test.ts with a folder, the moment and a seed.
import { join } from "node:path";
import { openBaton, openSqlite } from "baton";
import { driveLanes, graph } from "./drive-lanes.ts";
import { faultHost } from "./host.ts";
import { atTools, moments, telling } from "./moments.ts";

const [folder = "", moment = "", seed = "0"] = process.argv.slice(2);
const ledger = join(folder, "ledger.jsonl");

const at = moments(folder, moment);
const { storage, writes } = telling(openSqlite({ file: join(folder, "baton.db") }), at);
const baton = await openBaton({ graph, host: faultHost(ledger, atTools(at)), storage, offline: true });
const result = await driveLanes(baton, ledger, Number(seed));
await baton.close();
process.stdout.write(JSON.stringify({ writes: writes(), status: result?.status }));
