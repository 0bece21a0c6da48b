import { mkdtempSync } from "node:fs";
import { compileGraph, defineHost, memoryStorage, openSqlite } from "baton";
import { HumanMessage } from "@langchain/core/messages";
import { MemorySaver } from "@langchain/langgraph-checkpoint";
import { works } from "./hops.ts";
import { saverOf } from "./step.ts";
const [kept = "memory", n = "150"] = process.argv.slice(2);
const med = (a: number[]) => a.toSorted((x, y) => x - y)[a.length >> 1]!;
for (const w of works) {
  const chat = w.model();
  const dir = mkdtempSync("/tmp/zz-");
  const a = kept === "memory" ? memoryStorage() : openSqlite({ file: dir + "/a.db" });
  const b = kept === "memory" ? memoryStorage() : openSqlite({ file: dir + "/b.db" });
  const compiled = compileGraph(w.document, defineHost({ models: { hop: { chat: () => chat } } }), { storage: a });
  const hand = w.others[0]!.make(kept === "memory" ? new MemorySaver() : saverOf(b));
  const cfg = (r: number) => ({ configurable: { thread_id: `t${r}` }, durability: "sync" as const, recursionLimit: 10000 });
  const B = async (r: number) => {
    const c = process.cpuUsage();
    await compiled.invoke({ conversation: [{ id: "m", role: "user", content: "Hello." }] }, cfg(r));
    const u = process.cpuUsage(c);
    return (u.user + u.system) / 1000;
  };
  const H = async (r: number) => {
    const c = process.cpuUsage();
    await hand.invoke({ messages: [new HumanMessage("Hello.")] }, cfg(r));
    const u = process.cpuUsage(c);
    return (u.user + u.system) / 1000;
  };
  const bs: number[] = [],
    hs: number[] = [];
  for (let r = 0; r < 60 + Number(n); r++) {
    const x = r % 2 ? [await B(r), await H(r)] : [await H(r), await B(r)].reverse();
    if (r >= 60) {
      bs.push(x[0]!);
      hs.push(x[1]!);
    }
  }
  console.log(w.what, kept, "baton", med(bs).toFixed(2), "hand", med(hs).toFixed(2), "ratio", med(bs.map((v, i) => v / hs[i]!)).toFixed(3));
}
