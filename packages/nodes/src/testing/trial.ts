import type { Json, JsonObject } from "@baton/core";
import {
  type Approval,
  type ApprovalAction,
  type BatonEvent,
  compileToLangGraph,
  createEngine,
  createGateway,
  decideApproval,
  defineHost,
  manualClock,
  memoryStorage,
  type ModelProvider,
  parseScript,
  scriptedProvider,
  type Storage,
  type Tool,
} from "@baton/runtime";
import type { BaseMessage } from "@langchain/core/messages";
import { Command } from "@langchain/langgraph";
import { compilers } from "../compile.ts";
import { type Example, read } from "./example.ts";
import { kinds } from "../index.ts";

/** What a tool of a trial does: gives a result, or throws. */
export type Does = (args: JsonObject) => Json | Promise<Json>;

/** Working time of every calendar that an example names. */
const officeHours = { zone: "UTC", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00" } as const;

/** An example running in memory, with people who answer when told and models that answer by its `scripted.yaml`. For tests. */
export function trial(
  example: Example,
  does: Readonly<Record<string, Does>> = {},
  options: { readonly debug?: boolean; readonly models?: ModelProvider; readonly storage?: Storage } = {},
) {
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
  const calendars = Object.fromEntries(example.manifest.calendars.map((name) => [name, officeHours]));
  const host = defineHost({ tools, roles: example.manifest.roles, events: example.manifest.events, calendars });
  const clock = manualClock(Date.UTC(2026, 0, 5));
  const storage = options.storage ?? memoryStorage(clock);
  const gateway = createGateway(graph, { host, clock, storage });
  const script = example.files.get("scripted.yaml") ?? "agents: {}";
  const models = options.models ?? scriptedProvider(parseScript(script, "scripted.yaml"), graph);
  const compiled = compileToLangGraph(graph, { kinds, compilers, services: { host, storage, clock, models, gateway }, debug: options.debug ?? false });
  const config = { configurable: { thread_id: "t1" } };
  const version = { hash: compiled.hash, id: graph.id, lowering: 1, files: {}, manifest: {}, createdAt: 0 };
  const engine = createEngine({ storage, clock, current: { graph: compiled, version }, load: async () => compiled });

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
    engine,
    storage,
    open,
    start: (input: JsonObject) => compiled.invoke(input, config),
    /** Starts a run and gives what it reported on its way, with the channels at its end. */
    watch: async (input: JsonObject) => {
      const events: BatonEvent[] = [];
      for await (const event of await compiled.stream(input, { ...config, streamMode: "custom" })) events.push(event);
      const { values } = await compiled.getState(config);
      const ports = events.flatMap((event) =>
        event.type === "node.done" ? [`${event.node}.${event.port}`] : event.type === "node.failed" ? [`${event.node}.failed`] : [],
      );
      return { values, ports, modelCalls: events.filter(({ type }) => type === "model.called").length };
    },
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

/** The model of an example's `scripted.yaml`, and the texts of the messages that it was sent, call by call. For tests. */
export function recorded(example: Example): { readonly models: ModelProvider; readonly sent: readonly (readonly string[])[] } {
  const { graph } = read(example);
  if (graph === undefined) throw new Error("The example cannot be read.");
  const scripted = scriptedProvider(parseScript(example.files.get("scripted.yaml") ?? "", "scripted.yaml"), graph);
  const sent: (readonly string[])[] = [];
  const callbacks = [
    { handleChatModelStart: (_: unknown, calls: readonly (readonly BaseMessage[])[]) => void sent.push(...calls.map((call) => call.map(({ text }) => text))) },
  ];
  const resolve: ModelProvider["resolve"] = async (alias) => {
    const model = await scripted.resolve(alias);
    model.chat.callbacks = callbacks;
    return model;
  };
  return { models: { resolve }, sent };
}
