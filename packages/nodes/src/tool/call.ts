import { BatonError, isJsonObject, type Json, type JsonObject } from "@baton/core";
import { type ActiveNode, callDigest, escapeArgs, type Execution, type Grant, type Next, type NodeContext, type Step, unescapeArgs } from "@baton/runtime";
import { isReviewed } from "../review/asked.ts";
import { approveCall, callOf, decidedOf, toPeople } from "./approve.ts";

/** The one call that a node makes. */
export interface NodeCall {
  readonly tool: string;
  /** Its arguments, by name. */
  readonly args: Readonly<Record<string, Json>>;
  /** Key of the node that they stand under. */
  readonly key: string;
  /** Writes it into the journal even where it only reads: what came of it is kept, and not asked for again. */
  readonly journal?: boolean;
  /** What the node gives of its result. @throws BatonError where that is not what the document says. */
  gives(result: Json): Json;
}

/** Lowers a node that makes one call: a step that makes it, and one that puts it before people where the gateway sends it back. */
export function lowerCall(context: NodeContext, { tool, args: written, key, journal = false, gives }: NodeCall): ActiveNode {
  const { node, graph } = context;
  const schema = context.services.host.tools.get(tool)?.args;
  const compiled = context.compile(written, schema === undefined ? {} : { expects: schema });

  const propose = (step: Pick<Step, "evaluate">): JsonObject => {
    const args = step.evaluate(compiled);
    if (!isJsonObject(args))
      throw new BatonError("tool_args_invalid", "domain", `The arguments of \`${tool}\` are no mapping; write them as \`${key}: { name: expression }\`.`);
    return args;
  };
  context.proposals.set(node.id, { tool, args: propose, gives });
  const leave = (result: Json): Next => ({ type: "leave", port: "done", output: gives(result) });

  const make = async (step: Step): Promise<Next> => {
    const decided = decidedOf(step);
    const { args, grant, stale } = decided ?? (await reviewed(step, tool, propose(step)));
    if (stale !== undefined) return toPeople({ args, grant: stale });
    const how = {
      journal,
      retry: node.retry,
      ...(node.timeoutMs === undefined ? {} : { timeoutMs: node.timeoutMs }),
      ...(grant === undefined ? {} : { grant }),
    };
    return next(await step.services.gateway.execute(callOf(tool, args), step, how), args, grant, leave);
  };

  const asks = context.mayAsk(tool) || isReviewed(node.id, graph.nodes.values());
  return {
    type: "active",
    scratch: asks,
    steps: asks ? { "": make, approve: (step) => approveCall(step, tool, leave) } : { "": make },
  };
}

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

function next(execution: Execution, args: JsonObject, grant: Grant | undefined, leave: (result: Json) => Next): Next {
  switch (execution.type) {
    case "done":
      return leave(execution.result);
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
