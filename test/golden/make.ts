// Writes the golden paused thread of the current lowering. Run it once for each new lowering, never for an old one:
//   node test/golden/make.ts
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lowering } from "@baton/runtime";
import { openBaton } from "baton";
import { refundGraph, refundHost } from "./graph.ts";

const file = join(import.meta.dirname, `lowering-${lowering}.db`);
if (existsSync(file)) throw new Error(`${file} is there already; golden threads are never rewritten.`);
const folder = mkdtempSync(join(tmpdir(), "golden-"));
mkdirSync(join(folder, "graph"));
writeFileSync(join(folder, "graph/graph.json"), JSON.stringify(refundGraph));
const baton = await openBaton({ graph: join(folder, "graph"), data: join(folder, "data"), host: refundHost(() => undefined), offline: false });
const stopped = await baton.run({ input: { order: "A-100" }, thread: "golden" });
await baton.close();
if (stopped.status !== "interrupted") throw new Error(`The run is ${stopped.status}, not interrupted.`);
copyFileSync(join(folder, "data/baton.db"), file);
rmSync(folder, { recursive: true });
