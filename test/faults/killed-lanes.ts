// A process that is killed at a place of its work in lanes; started by lanes.test.ts with a folder, the place and a seed.
import { join } from "node:path";
import { openBaton, openSqlite } from "baton";
import { driveLanes, graph } from "./drive-lanes.ts";
import { die, dying } from "./dying.ts";
import { faultHost } from "./host.ts";

const [folder = "", place = "", seed = "0"] = process.argv.slice(2);
const ledger = join(folder, "ledger.jsonl");

const calls = new Map<string, number>();
const host = faultHost(ledger, async (tool, at) => {
  const key = `${tool} ${at}`;
  calls.set(key, (calls.get(key) ?? 0) + 1);
  if (place === `${key} ${calls.get(key) ?? 0}`) die();
  await new Promise((resolve) => setImmediate(resolve)); // others are under way meanwhile
});
const { storage, writes } = dying(openSqlite({ file: join(folder, "baton.db") }), place);
const baton = await openBaton({ graph, host, storage, offline: true });
const result = await driveLanes(baton, ledger, Number(seed));
await baton.close();
process.stdout.write(JSON.stringify({ writes: writes(), status: result?.status }));
