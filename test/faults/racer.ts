// A process that works on the thread when it is told to; started by race.test.ts with a folder, the work and its argument.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BatonError, openBaton } from "baton";
import { graph, input, thread } from "./drive.ts";
import { faultHost } from "./host.ts";

const [folder = "", work = "", argument = ""] = process.argv.slice(2);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const told = (): Promise<unknown> => new Promise((resolve) => process.stdin.once("data", resolve));

const drain = new AbortController();
process.once("SIGTERM", () => drain.abort());

const host = faultHost(join(folder, "ledger.jsonl"), async (tool, place) => {
  if (work !== "slow" || tool !== argument || place !== "before") return;
  say("in the tool");
  while (!drain.signal.aborted && !existsSync(join(folder, "go"))) await new Promise((resolve) => setTimeout(resolve, 20));
});
const baton = await openBaton({ graph, data: folder, host, offline: true });

async function act() {
  if (work === "slow") {
    const known = await baton.storage.threads.get(thread);
    return known === undefined
      ? baton.run({ thread, input, drain: drain.signal })
      : baton.resume(thread, { decisions: [{ type: "approve" }], drain: drain.signal });
  }
  say("ready");
  await told();
  return baton.resume(thread, { decisions: argument === "approve" ? [{ type: "approve" }] : [{ type: "reject", message: "No." }] });
}

try {
  const { status, outcome, drained } = await act();
  say(JSON.stringify({ status, outcome, drained }));
} catch (error) {
  if (!(error instanceof BatonError)) throw error;
  say(JSON.stringify({ status: "refused", code: error.code, message: error.message }));
}
await baton.close();
process.stdin.destroy();
