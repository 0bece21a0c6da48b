import type { Json, JsonObject } from "@baton/core";
import {
  type Approval,
  type ApprovalAction,
  compileToLangGraph,
  createGateway,
  decideApproval,
  defineHost,
  manualClock,
  memoryStorage,
  type Tool,
} from "@baton/runtime";
import { Command } from "@langchain/langgraph";
import { compilers } from "../compile.ts";
import { type Example, read } from "./example.ts";
import { kinds } from "../index.ts";

/** What a tool of a trial does: gives a result, or throws. */
export type Does = (args: JsonObject) => Json | Promise<Json>;

/** An example running in memory, with people who answer when told. For tests. */
export function trial(example: Example, does: Readonly<Record<string, Does>> = {}, options: { readonly debug?: boolean } = {}) {
  const { graph, diagnostics } = read(example);
  if (graph === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  const calls: JsonObject[] = [];
  const tools = Object.entries(example.manifest.tools).map(([name, tool]): Tool => ({
    name,
    description: tool.description,
    args: Array.isArray(tool.args) ? true : tool.args,
    result: tool.result,
    effect: tool.effect,
    trust: tool.trust,
    egress: tool.egress,
    idempotent: tool.idempotent,
    lookup: undefined,
    once: undefined,
    execute: async (args) => {
      calls.push(args);
      return (await does[name]?.(args)) ?? null;
    },
  }));
  const host = defineHost({ tools, roles: example.manifest.roles });
  const clock = manualClock(Date.UTC(2026, 0, 5));
  const storage = memoryStorage(clock);
  const gateway = createGateway(graph, { host, clock, storage });
  const models = { resolve: () => Promise.reject(new Error("No model in this trial.")) };
  const compiled = compileToLangGraph(graph, { kinds, compilers, services: { host, storage, clock, models, gateway }, ...options });
  const config = { configurable: { thread_id: "t1" } };

  const open = async (): Promise<Approval> => {
    const [approval, ...more] = await storage.approvals.list({ thread: "t1", status: "open" });
    if (approval === undefined || more.length > 0) throw new Error(`${more.length + (approval === undefined ? 0 : 1)} approvals are open.`);
    return approval;
  };
  const resume = async (interrupt: string) => compiled.invoke(new Command({ resume: { [interrupt]: "anything" } }), config);

  return {
    calls,
    clock,
    compiled,
    config,
    storage,
    open,
    start: (input: JsonObject) => compiled.invoke(input, config),
    /** Goes on although nobody decided. */
    resume: async () => resume((await open()).interrupt),
    /** Decides the one open approval as a person and goes on. */
    decide: async (decision: JsonObject, actor = { id: "ann", roles: [...example.manifest.roles] }) => {
      const approval = await open();
      const context = { check: (_action: ApprovalAction, _args: JsonObject) => ({ problems: [] }) };
      const result = decideApproval(approval, { decisions: [decision] }, actor, clock.now(), context);
      if (!result.ok) throw result.error;
      if (!(await storage.approvals.replace(result.approval))) throw new Error("Somebody was faster.");
      return result.approval.status === "resolved" ? resume(approval.interrupt) : undefined;
    },
  };
}
