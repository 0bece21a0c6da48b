// Sends many letters, and goes on with it where a killed process stopped; started by lanes.test.ts with a folder and the kind of tool.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineHost, defineTool, openBaton, type RunResult } from "baton";
import { z } from "zod";

const [folder = "", sort = "", count = "0"] = process.argv.slice(2);
const ledger = join(folder, "letters.txt");
const lines = (): string[] => (existsSync(ledger) ? readFileSync(ledger, "utf8").trimEnd().split("\n") : []);
const seen = new Set(lines().map((line) => line.split(" ")[1]));

const send = defineTool({
  name: "send",
  description: "Sends a letter",
  args: z.object({ id: z.string() }),
  result: z.object({ number: z.int() }),
  effect: "write",
  idempotent: sort === "idempotent",
  execute: ({ id }, { idempotencyKey }) => {
    if (sort !== "idempotent" || !seen.has(idempotencyKey)) appendFileSync(ledger, `${id} ${idempotencyKey}\n`);
    seen.add(idempotencyKey);
    return { number: Number(id) };
  },
});

const begun = performance.now();
const baton = await openBaton({ graph: join(import.meta.dirname, "many"), data: folder, host: defineHost({ tools: [send] }), offline: true });
// Who is killed right after a thread was made left no run on it to go on with.
const [known] = await baton.storage.threads.listRuns("letters");
process.stdout.write("at work\n");
const letters = Array.from({ length: Number(count) }, (_, index) => String(index));
let result: RunResult = known === undefined ? await baton.run({ thread: "letters", input: { letters } }) : await baton.resume("letters");
let doubts = 0;
while (result.status === "interrupted") {
  const sent = new Set(lines().map((line) => line.split(" ")[0]));
  const answers = Object.fromEntries(
    result.interrupts.map(({ id, actionRequests }) => [
      id,
      actionRequests.map(({ args }) => {
        doubts += 1;
        const number = Number(args["id"]);
        const happened = sent.has(`${number}`);
        return { type: "respond" as const, value: happened ? { happened, result: { number } } : { happened } };
      }),
    ]),
  );
  result = await baton.resume("letters", { answers });
}
const ms = Math.round(performance.now() - begun);
await baton.close();
const { status, output, usage } = result;
process.stdout.write(`${JSON.stringify({ status, sent: output["sent"], usage, doubts, ms, maxRss: process.resourceUsage().maxRSS })}\n`);
