// A process that is killed at a place of its work; started by kill.test.ts with a folder and the place.
import { join } from "node:path";
import { openBaton, openSqlite, type Storage } from "baton";
import { drive, graph } from "./drive.ts";
import { faultHost } from "./host.ts";

const [folder = "", place = ""] = process.argv.slice(2);
const ledger = join(folder, "ledger.jsonl");
let writes = 0;

/** SIGKILL cannot be handled: nothing after this line runs. */
function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable");
}

/** Counts a storage's writes, and dies right before or right after one of them. */
function counted<Part extends object>(part: Part, names: readonly (keyof Part & string)[]): Part {
  for (const name of names) {
    const method: unknown = part[name];
    if (typeof method !== "function") throw new Error(`There is no ${name}.`);
    const wrapped = async (...args: readonly unknown[]): Promise<unknown> => {
      const number = (writes += 1);
      if (place === `write ${number} before`) die();
      const result: unknown = await Reflect.apply(method, part, args);
      if (place === `write ${number} after`) die();
      return result;
    };
    Object.defineProperty(part, name, { value: wrapped });
  }
  return part;
}

function dying(storage: Storage): Storage {
  counted(storage.checkpointer, ["put", "putWrites"]);
  counted(storage.effects, ["begin", "finish", "settleUnknown"]);
  counted(storage.approvals, ["open", "replace"]);
  counted(storage.threads, ["create", "putRun"]);
  return storage;
}

const host = faultHost(ledger, (tool, at) => {
  if (place === `${tool} ${at}`) die();
});
const baton = await openBaton({ graph, host, storage: dying(openSqlite({ file: join(folder, "baton.db") })), offline: true });
const result = await drive(baton, ledger);
await baton.close();
process.stdout.write(JSON.stringify({ writes, status: result.status, outcome: result.outcome }));
