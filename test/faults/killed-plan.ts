// A process that is killed at a moment of a plan's work, or ends after some answers; started by plan.test.ts with a folder, the moment, a seed and a number.
import { join } from "node:path";
import { drawing, drivePlan, openPlan, storageOf } from "./drive-plan.ts";
import { faultHost } from "./host.ts";
import { atTools, moments, telling } from "./moments.ts";

const [folder = "", moment = "", seed = "0", answers = "30"] = process.argv.slice(2);
const ledger = join(folder, "ledger.jsonl");

const at = moments(folder, moment);
const { storage, writes } = telling(storageOf(folder), at);
const baton = await openPlan(folder, faultHost(ledger, atTools(at)), storage, (number) => at(`model ${number}`));
const result = await drivePlan(baton, ledger, drawing(Number(seed)), Number(answers));
await baton.close();
process.stdout.write(JSON.stringify({ writes: writes(), status: result?.status }));
