import { BatonError, isJsonObject, type JsonObject } from "@baton/core";
import { callDigest, escapeArgs, type Execution, type Grant, type Next, type NodeCompiler, type Step, unescapeArgs } from "@baton/runtime";
import { isReviewed } from "../review/asked.ts";
import { approveCall, callOf, decidedOf, toPeople } from "./approve.ts";
import type { ToolConfig } from "./kind.ts";

/** Lowers `tool`: a step that makes the call, and one that puts it before people where the gateway sends it back. */
export const compileTool: NodeCompiler<ToolConfig> = (config, context) => {
  const { node, graph } = context;
  const schema = context.services.host.tools.get(config.tool)?.args;
  const compiled = context.compile(config.args, schema === undefined ? {} : { expects: schema });

  const propose = (step: Pick<Step, "evaluate">): JsonObject => {
    const args = step.evaluate(compiled);
    if (!isJsonObject(args))
      throw new BatonError("tool_args_invalid", "domain", `The arguments of \`${config.tool}\` are no mapping; write them as \`args: { name: expression }\`.`);
    return args;
  };
  context.proposals.set(node.id, { tool: config.tool, args: propose });

  const make = async (step: Step): Promise<Next> => {
    const decided = decidedOf(step);
    const { args, grant, stale } = decided ?? (await reviewed(step, config.tool, propose(step)));
    if (stale !== undefined) return toPeople({ args, grant: stale });
    const how = { retry: node.retry, ...(node.timeoutMs === undefined ? {} : { timeoutMs: node.timeoutMs }), ...(grant === undefined ? {} : { grant }) };
    return next(await step.services.gateway.execute(callOf(config.tool, args), step, how), args, grant);
  };

  const asks = context.mayAsk(config.tool) || isReviewed(node.id, graph.nodes.values());
  return {
    type: "active",
    scratch: asks,
    steps: asks ? { "": make, approve: (step) => approveCall(step, config.tool) } : { "": make },
  };
};

interface Reviewed {
  readonly args: JsonObject;
  readonly grant?: Grant;
  /** A grant for other arguments than these: void, and people must be asked anew. */
  readonly stale?: Grant;
}

/** The call as a review before this node left it: what was approved is what runs, as long as it is still what the state proposes. */
async function reviewed(step: Step, tool: string, args: JsonObject): Promise<Reviewed> {
  const { grant } = step;
  if (grant === undefined) return { args };
  const action = (await step.services.storage.approvals.get(grant.approval))?.actions[grant.action];
  if (action === undefined) return { args };
  if (action.digest !== callDigest(tool, unescapeArgs(args))) return { args, stale: grant };
  return { args: isJsonObject(action.final) ? escapeArgs(action.final) : args, grant };
}

function next(execution: Execution, args: JsonObject, grant: Grant | undefined): Next {
  switch (execution.type) {
    case "done":
      return { type: "leave", port: "done", output: execution.result };
    case "failed":
    case "denied":
      return { type: "fail", error: execution.error };
    case "ask":
      return toPeople({ args, ...(grant === undefined ? {} : { grant }) });
    case "unknown":
      return toPeople({ args, ...(grant === undefined ? {} : { grant }), unknown: execution.record.key });
    default:
      return execution satisfies never;
  }
}
