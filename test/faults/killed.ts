// A process that is killed at a place of its work; started by kill.test.ts and nested.test.ts with a folder, the place and, if not the usual one, the graph.
import { join } from "node:path";
import { openBaton, openSqlite } from "baton";
import { drive, graph } from "./drive.ts";
import { die, dying } from "./dying.ts";
import { faultHost } from "./host.ts";

const [folder = "", place = "", of = graph] = process.argv.slice(2);
const ledger = join(folder, "ledger.jsonl");

const host = faultHost(ledger, (tool, at) => {
  if (place === `${tool} ${at}`) die();
});
const { storage, writes } = dying(openSqlite({ file: join(folder, "baton.db") }), place);
const baton = await openBaton({ graph: of, host, storage, offline: true });
const result = await drive(baton, ledger);
await baton.close();
process.stdout.write(JSON.stringify({ writes: writes(), status: result.status, outcome: result.outcome }));
