import { mkdtempSync } from "node:fs";
import { compileGraph, defineHost, openSqlite } from "baton";
import { saverOf } from "./step.ts";
import { HumanMessage } from "@langchain/core/messages";

import { works } from "./hops.ts";
const [which = "handoff", who = "baton", n = "150"] = process.argv.slice(2);
const w = works.find((x) => x.what === which)!;
const chat = w.model();
const compiled = compileGraph(w.document, defineHost({ models: { hop: { chat: () => chat } } }), {
  storage: openSqlite({ file: mkdtempSync("/tmp/zz-") + "/a.db" }),
});
const hand = w.others[0]!.make(saverOf(openSqlite({ file: mkdtempSync("/tmp/zz-") + "/b.db" })));
const cfg = (r: number) => ({ configurable: { thread_id: `t${r}` }, durability: "sync" as const, recursionLimit: 10000 });
const one = async (r: number) =>
  who === "baton"
    ? compiled.invoke({ conversation: [{ id: "m", role: "user", content: "Hello." }] }, cfg(r))
    : hand.invoke({ messages: [new HumanMessage("Hello.")] }, cfg(r));
for (let r = 0; r < 40; r++) await one(r);
const t = performance.now();
const c = process.cpuUsage();
for (let r = 0; r < Number(n); r++) await one(1000 + r);
const u = process.cpuUsage(c);
console.log(which, who, ((performance.now() - t) / Number(n)).toFixed(2), "ms wall;", ((u.user + u.system) / 1000 / Number(n)).toFixed(2), "ms cpu");
