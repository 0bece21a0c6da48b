import { test } from "vitest";
import { Command } from "@langchain/langgraph";
import { desk } from "./desk.ts";
test("x", async () => {
  const d = desk();
  const config = { configurable: { thread_id: "t" } };
  for await (const c of await d.compiled.stream({ question: "ink" }, { ...config, streamMode: ["values", "updates", "messages", "custom", "tasks", "checkpoints"] as any }))
    console.log(JSON.stringify(c).slice(0, 700));
  console.log("STATE", JSON.stringify(await d.compiled.getState(config), null, 1));
  const a = await d.decide({ type: "approve" });
  console.log(await d.compiled.invoke(new Command({ resume: { [a.interrupt]: true } }), config));
  for await (const h of d.compiled.getStateHistory(config)) console.log(h.metadata, h.next, JSON.stringify(h.values));
});
