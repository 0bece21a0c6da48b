import { digest, type Json, type JsonObject, type JsonSchema, validator } from "@baton/core";
import { type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import type { Next, Step } from "../compile/step.ts";
import { briefData } from "../brief/brief.ts";
import { escapeLc, unescapeArgs, unescapeLc } from "../gateway/ingress.ts";
import { ANSWER_TOOL } from "../model/answer.ts";
import { ESCALATE_TOOL, HANDED, handedTo } from "../supervise/handover.ts";
import { callMessage } from "./answers.ts";
import type { AgentBinding } from "./binding.ts";
import { brief } from "./brief.ts";
import { modelCaller } from "./call.ts";
import { agentLimit, spend } from "./limits.ts";
import { type AgentNotes, type PendingCall, readNotes, writeNotes } from "./notes.ts";
import { judgedOutput, type Output, type ReadAnswer, readAnswer, readText, repairRequest } from "./output.ts";
import { systemPrompt } from "./prompt.ts";
import type { Received, RequestedCall } from "./receive.ts";
import type { RunError } from "../ports/threads.ts";
import type { AgentSpec } from "./spec.ts";

/** What stands after a model call, before anything is done about it. */
interface Turn {
  readonly step: Step;
  readonly notes: AgentNotes;
  readonly reply: Received;
}

/** The step that calls the model, once, and decides where its reply leads: to the end, to tools, to people first, or back for a repair. */
export function thinkStep(spec: AgentSpec, binding: AgentBinding, asked: Output): (step: Step) => Promise<Next> {
  const call = modelCaller(spec, asked);
  return async (step) => {
    const output = judgedOutput(asked, binding.problems?.(step));
    const notes = readNotes(step.scratch.notes);
    const { values, absent } = binding.inputs(step);
    const { assignment } = step;
    const inputs: Readonly<Record<string, Json>> = {
      ...(assignment === undefined ? {} : briefData(assignment.brief)),
      ...Object.fromEntries(Object.entries(values).map(([name, value]): [string, Json] => [name, unescapeLc(value)])),
    };
    const conversation = binding.conversation(step);
    const messages: readonly BaseMessage[] = [
      new SystemMessage(systemPrompt(spec, binding.prompt(step, values))),
      ...conversation,
      new HumanMessage(brief(spec, { inputs, absent, assignment, talks: conversation.length > 0 })),
      ...step.scratch.messages,
    ];
    const outcome = await call(step, { messages, inputs, turn: notes.turn, used: notes.used });
    if (outcome.type === "failed") return { type: "fail", error: outcome.error };
    const { reply, used } = outcome;
    const turn: Turn = { step, reply, notes: { ...notes, turn: notes.turn + 1, used } };
    const answers = output.type === "typed" ? reply.calls.filter((each) => each.tool === ANSWER_TOOL) : [];
    const [handed, ...others] = reply.calls;
    if (handed !== undefined && others.length === 0 && handsOver(spec, handed)) return handOver(turn, handed);
    if (reply.calls.length > answers.length) return useTools(spec, binding, turn, answers);
    if (reply.cut) return finish(spec, output, turn, { type: "problems", problems: ["the answer was cut off at the length limit; make it shorter"] });
    const [answer] = answers;
    if (answer === undefined) return finish(spec, output, turn, readText(output, reply.text));
    return finish(
      spec,
      output,
      turn,
      answer.problem === undefined ? readAnswer(output, unescapeArgs(answer.args)) : { type: "problems", problems: [answer.problem] },
    );
  };
}

/** Turns in a row after which a model that asks for impossible calls only is given up. */
const FRUITLESS_TURNS = 3;

/** A call by which the agent gives its work away; one with wrong arguments is answered as any other is. */
function handsOver({ tools, handsOver: names }: AgentSpec, { tool, args, problem }: RequestedCall): boolean {
  const own = names?.has(tool) === true && problem === undefined ? tools.find((each) => each.tool.name === tool) : undefined;
  return own !== undefined && validator(own.tool.args)(unescapeArgs(args)).ok;
}

function handOver({ notes }: Turn, { tool, args }: Pick<RequestedCall, "tool" | "args">, refused?: string): Next {
  return { type: "leave", port: HANDED, output: { tool, args, toolCalls: notes.used.toolCalls, ...(refused === undefined ? {} : { refused }) } };
}

/** Leaves with a good answer; a wrong one is sent back once, with everything that is wrong with it. */
function finish(spec: AgentSpec, output: Output, { step, notes, reply }: Turn, read: ReadAnswer): Next {
  if (read.type === "value") return { type: "leave", port: "done", output: escapeLc(read.value), notes: { turn: notes.turn, used: notes.used } };
  if (notes.repaired) {
    const message = `Agent \`${spec.id}\` gave an output that cannot be used, and again after it was told: ${read.problems.join("; ").replace(/\.$/, "")}.`;
    const fix = reply.cut
      ? "Raise the model's `maxTokens` in baton.config.ts, or ask for less at once."
      : "Say in the prompt what the output must be, loosen its schema, or take a stronger model.";
    return { type: "fail", error: { code: "output_invalid", layer: "model", message, node: step.node.id, agent: spec.id, fix } };
  }
  const request = repairRequest(output, read.problems);
  const answers = reply.calls.map((each) => callMessage(each, { error: { type: "invalid", message: request } }));
  return {
    type: "go",
    step: "",
    scratch: {
      messages: [reply.message, ...(answers.length > 0 ? answers : [new HumanMessage(request)])],
      notes: writeNotes({ turn: notes.turn, used: notes.used, repaired: true }),
    },
  };
}

function useTools(spec: AgentSpec, binding: AgentBinding, { step, notes, reply }: Turn, early: readonly RequestedCall[]): Next {
  const calls = prepare(spec, binding, step, reply.calls, early);
  const able = calls.filter((each) => each.refused === undefined);
  const tools: Record<string, number> = {};
  for (const { tool } of able) tools[tool] = (tools[tool] ?? 0) + 1;
  const wants = { toolCalls: able.length, tools };
  const limit = agentLimit(spec.id, spec.limits, notes.used, wants);
  if (limit !== undefined) return { type: "fail", error: limit };
  const fruitless = able.length === 0 ? notes.fruitless + 1 : 0;
  const next = { turn: notes.turn, used: spend(notes.used, wants), fruitless };
  if (able.length === 0) {
    if (fruitless === FRUITLESS_TURNS) {
      const error = callsInvalid(spec, step, calls);
      const away = spec.handsOver === undefined ? undefined : calls.find(({ tool }) => tool === ESCALATE_TOOL || handedTo(tool) !== undefined);
      return away === undefined ? { type: "fail", error } : handOver({ step, notes, reply }, { tool: away.tool, args: {} }, error.message);
    }
    const answers = calls.flatMap((each) => (each.refused === undefined ? [] : [callMessage(each, { error: each.refused })]));
    return { type: "go", step: "", scratch: { messages: [reply.message, ...answers], notes: writeNotes(next) } };
  }
  const people = able.some(({ tool, args }) => step.services.gateway.decide({ tool, args, author: "model" }, step).type === "approve");
  return {
    type: "go",
    step: people ? "approve" : "tools",
    scratch: { messages: [reply.message], notes: writeNotes({ ...next, calls: [...calls] }) },
  };
}

function callsInvalid({ id }: AgentSpec, step: Step, calls: readonly PendingCall[]): RunError {
  const problems = [...new Set(calls.flatMap(({ tool, refused }) => (refused === undefined ? [] : [`\`${tool}\`: ${refused.message}`])))];
  const message = `Agent \`${id}\` asked for calls that cannot be made, ${FRUITLESS_TURNS} times in a row and though it was told: ${problems.join("; ").slice(0, 500)}.`;
  const fix = "Say in the prompt how the tools are called, or give the agent another model.";
  return { code: "calls_invalid", layer: "model", message, node: step.node.id, agent: id, fix };
}

/** The calls of a turn as they would be made: pinned arguments in place, and those that cannot be made with the reason. */
function prepare(spec: AgentSpec, binding: AgentBinding, step: Step, calls: readonly RequestedCall[], early: readonly RequestedCall[]): readonly PendingCall[] {
  const seen = new Map<string, string>();
  return calls.map((call): PendingCall => {
    const { id, index, tool } = call;
    const fail = (message: string): PendingCall => ({ id, index, tool, args: { ...call.args }, refused: { type: "invalid", message } });
    if (early.includes(call)) return fail(`call \`${ANSWER_TOOL}\` alone, after you have seen the results of the other calls`);
    if (call.problem !== undefined) return fail(call.problem);
    const wrong = spec.handsOver?.has(tool) === true ? spec.tools.find((each) => each.tool.name === tool) : undefined;
    if (wrong !== undefined)
      return fail(handsOver(spec, call) ? `call \`${tool}\` alone, after you have seen the results of the other calls` : misfit(wrong.tool.args, call.args));
    if (!spec.tools.some((each) => each.tool.name === tool)) return fail(`there is no tool \`${tool}\`; ${toolList(spec)}`);
    const args = { ...call.args, ...binding.pinned(step, tool) };
    const key = digest([tool, args]);
    const twin = seen.get(key);
    if (twin !== undefined) return fail(`the same call is made in this turn already, as ${twin}`);
    seen.set(key, id);
    return { id, index, tool, args };
  });
}

function misfit(schema: JsonSchema, args: JsonObject): string {
  const checked = validator(schema)(unescapeArgs(args));
  return checked.ok ? "" : checked.problems.map(({ path, message }) => `${path === "" ? "the arguments" : path}: ${message}`).join("; ");
}

function toolList({ tools }: AgentSpec): string {
  return tools.length === 0 ? "you have none, so answer in text" : `you have ${tools.map(({ tool }) => `\`${tool.name}\``).join(", ")}`;
}
