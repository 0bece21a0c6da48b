// A process that is killed at a place of a plan's work, or ends after some answers; started by plan.test.ts with a folder, the place, a seed and a number.
import { join } from "node:path";
import { die, dying } from "./dying.ts";
import { drawing, drivePlan, openPlan, storageOf } from "./drive-plan.ts";
import { faultHost } from "./host.ts";

const [folder = "", place = "", seed = "0", answers = "30"] = process.argv.slice(2);
const ledger = join(folder, "ledger.jsonl");

const calls = new Map<string, number>();
const host = faultHost(ledger, async (tool, at) => {
  const key = `${tool} ${at}`;
  calls.set(key, (calls.get(key) ?? 0) + 1);
  if (place === `${key} ${calls.get(key) ?? 0}`) die();
  await new Promise((resolve) => setImmediate(resolve)); // others are under way meanwhile
});
const { storage, writes } = dying(storageOf(folder), place);
const baton = await openPlan(folder, host, storage, (number) => {
  if (place === `model ${number}`) die();
});
const result = await drivePlan(baton, ledger, drawing(Number(seed)), Number(answers));
await baton.close();
process.stdout.write(JSON.stringify({ writes: writes(), status: result?.status }));
