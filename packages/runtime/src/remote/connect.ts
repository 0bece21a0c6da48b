import type { Host } from "../host/host.ts";
import { remoteFacts, type RemoteSpec } from "../host/remote.ts";
import type { Tool, ToolContext } from "../host/tool.ts";
import type { AllowedEnv } from "../model/env.ts";
import { begin, join, outcome, runOf, threadOf } from "./call.ts";
import { connect, type Connection } from "./connection.ts";
import { asFailure, faultOf, unreachable } from "./faults.ts";

/** A host whose agents elsewhere can be called: each is a tool, so that whatever governs tools governs them. */
export function connectRemotes(host: Host, options: { readonly env: Readonly<Record<string, string | undefined>> }): Host {
  const env: AllowedEnv = { allowed: host.env, values: options.env };
  return withRemotes(host, (name, spec) => remoteTool(name, spec, env));
}

/** A host with a tool for each of its agents. */
export function withRemotes(host: Host, make: (name: string, spec: RemoteSpec) => Tool): Host {
  const remotes = Object.entries(host.agents).map(([name, spec]) => make(name, spec));
  return { ...host, tools: new Map([...host.tools, ...remotes.map((tool): [string, Tool] => [tool.name, tool])]) };
}

/**
 * An agent's run has a thread of its own there, named by the call's key: whoever makes the call again joins the run, or takes what it came to.
 * A run that was begun is never begun a second time, and never stopped from here: it may be joined later.
 */
function remoteTool(name: string, spec: RemoteSpec, env: AllowedEnv): Tool {
  /** Nothing was done there if a reading agent was refused, or if the very first request was. */
  const guard = async <T>(context: ToolContext, nothingDone: () => boolean, work: (connection: Connection) => Promise<T>): Promise<T> => {
    let connection: Connection | undefined;
    try {
      connection = connect(name, spec, env, context.signal);
      return await work(connection);
    } catch (cause) {
      context.signal.throwIfAborted();
      const fault = faultOf(name, cause, connection?.conceal);
      throw fault.code === "remote_unreachable" || !nothingDone() ? fault : asFailure(fault);
    }
  };
  return {
    ...remoteFacts(name, spec),
    lookup: (key, context) =>
      guard(
        context,
        () => false,
        async (connection) => {
          const run = await runOf(connection, threadOf(key));
          return run && (await outcome(name, connection, threadOf(key), run));
        },
      ),
    execute: (args, context) => {
      const thread = threadOf(context.idempotencyKey);
      let begun = context.attempt > 1;
      return guard(
        context,
        () => spec.effect === "read" || !begun,
        async (connection) => {
          const before = await runOf(connection, thread);
          begun ||= before !== undefined;
          if (before === undefined) await begin(connection, thread, args, spec.budget.steps);
          else if (before.status === "pending" || before.status === "running") await join(connection, thread, before);
          context.signal.throwIfAborted();
          const run = await runOf(connection, thread);
          if (run === undefined) throw unreachable(name, "its server does not know the run that was begun");
          begun = true;
          return await outcome(name, connection, thread, run);
        },
      );
    },
  };
}
