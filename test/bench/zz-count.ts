import { compileGraph, defineHost, memoryStorage } from "baton";
import { works } from "./hops.ts";
for (const w of works) {
  const chat = w.model();
  const compiled = compileGraph(w.document, defineHost({ models: { hop: { chat: () => chat } } }), { storage: memoryStorage() });
  const cfg = { configurable: { thread_id: `t` }, durability: "sync" as const };
  for await (const e of await compiled.stream({ conversation: [{ id: "m", role: "user", content: "Hello." }] }, { ...cfg, streamMode: "custom" }))
    console.log(JSON.stringify(e).slice(0, 150));
  let n = 0;
  for await (const s of compiled.getStateHistory(cfg)) {
    n++;
    if (n < 20) console.log(s.metadata?.step, s.next, JSON.stringify(s.values).slice(0, 100));
  }
  console.log(w.what, n);
}
