import { mkdtempSync } from "node:fs";
import { compileGraph, defineHost, memoryStorage, openSqlite } from "baton";
import { HumanMessage } from "@langchain/core/messages";
import { MemorySaver } from "@langchain/langgraph-checkpoint";
import { works } from "./hops.ts";
import { saverOf } from "./step.ts";
const [kept = "memory", n = "40"] = process.argv.slice(2);
for (const w of works) {
  const chat = w.model();
  const dir = mkdtempSync("/tmp/zz-");
  const a = kept === "memory" ? memoryStorage() : openSqlite({ file: dir + "/a.db" });
  const b = kept === "memory" ? memoryStorage() : openSqlite({ file: dir + "/b.db" });
  const compiled = compileGraph(w.document, defineHost({ models: { hop: { chat: () => chat } } }), { storage: a });
  const hand = w.others[0]!.make(kept === "memory" ? new MemorySaver() : saverOf(b));
  const cfg = (r: number) => ({ configurable: { thread_id: `t${r}` }, durability: "sync" as const, recursionLimit: 10000 });
  let r = 0;
  const batch = async (f: (r: number) => Promise<unknown>) => {
    const t = performance.now();
    for (let i = 0; i < 10; i++) await f(r++);
    return (performance.now() - t) / 10;
  };
  const B: number[] = [],
    H: number[] = [];
  for (let k = 0; k < Number(n); k++) {
    B.push(await batch((r) => compiled.invoke({ conversation: [{ id: "m", role: "user", content: "Hello." }] }, cfg(r))));
    H.push(await batch((r) => hand.invoke({ messages: [new HumanMessage("Hello.")] }, cfg(r))));
  }
  const q = (x: number[]) => {
    const s = x.slice(8).sort((p, q) => p - q);
    return [s[0]!, s[s.length >> 2]!];
  };
  const [b0, b1] = q(B),
    [h0, h1] = q(H);
  console.log(w.what, kept, "min", b0!.toFixed(2), h0!.toFixed(2), (b0! / h0!).toFixed(3), "q1", b1!.toFixed(2), h1!.toFixed(2), (b1! / h1!).toFixed(3));
}
