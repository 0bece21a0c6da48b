import { check } from "./check.ts";
import { cold } from "./cold.ts";
import { editor } from "./editor.ts";
import { growth } from "./growth.ts";
import { hopsBench } from "./hops.ts";
import { lanes } from "./lanes.ts";
import { messages } from "./messages.ts";
import { pausedBench } from "./paused.ts";
import { plan } from "./plan.ts";
import { type Bench, print } from "./report.ts";
import { serve } from "./serve.ts";
import { step } from "./step.ts";
import { storage } from "./storage.ts";

// `pnpm bench [name]... [--assert]`: what is named, or all of it. A benchmark informs; with --assert a missed target fails.

const benches: Readonly<Record<string, Bench>> = {
  step,
  lanes,
  hops: hopsBench,
  plan,
  growth,
  storage,
  messages,
  check,
  cold,
  editor,
  serve,
  paused: pausedBench,
};
const named = process.argv.slice(2).filter((word) => word !== "--assert");
const unknown = named.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
let missed = 0;
for (const [name, bench] of Object.entries(benches)) if (named.length === 0 || named.includes(name)) missed += print(await bench());
if (missed > 0) console.log(`\n${missed} of the targets missed.`);
process.exitCode = missed > 0 && process.argv.includes("--assert") ? 1 : 0;
