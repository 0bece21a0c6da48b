import type { Approver, Graph, GraphNode, Json, JsonObject, Limits, Policy } from "@baton/core";
import { hostPolicies } from "../gateway/host-policies.ts";
import type { Host } from "../host/host.ts";
import type { Tool } from "../host/tool.ts";
import { covers } from "../gateway/policy.ts";

/** Whose constraints they are. */
export interface Constrained {
  readonly node: Pick<GraphNode, "id" | "limits">;
  readonly tools: readonly Pick<Tool, "name" | "effect">[];
  /** Rules that it keeps besides; they come first. */
  readonly rules?: readonly string[];
}

/** What constrains it: the graph's policies, the host's under them, and the limits of both. */
export interface Constraining {
  readonly graph: Pick<Graph, "policies" | "limits">;
  /** The host's own policies, as `hostPolicies` reads them. */
  readonly host?: readonly Policy[];
  /** Constants as the run has them: conditions that name one are told its value. */
  readonly params?: JsonObject;
}

/** What constrains the nodes of a graph on a host, with its constants as that sets them. */
export function constrainingOf(graph: Pick<Graph, "policies" | "limits" | "params">, host: Pick<Host, "policies" | "params">): Constraining {
  const params = Object.fromEntries(Object.entries(graph.params).map(([name, value]) => [name, host.params[name] ?? value]));
  return { graph, host: hostPolicies(host), params };
}

/** Rules, policies and limits that apply to a node's tools, each in words that a model can keep to; the gateway enforces them whatever it does. */
export function constraintsOf({ node, tools, rules = [] }: Constrained, { graph, host = [], params = {} }: Constraining): readonly string[] {
  const listed = host.some(({ then }) => then === "allow");
  const told = tools.flatMap((tool) => {
    const own = graph.policies.filter((policy) => covers(policy, node.id, tool));
    const floor = host.filter((policy) => covers(policy, node.id, tool));
    const limit = graph.limits.tools?.[tool.name];
    return [
      ...policyWords(tool.name, own, true, params),
      ...policyWords(tool.name, floor, listed, params),
      ...(limit === undefined ? [] : [`\`${tool.name}\` may be called ${times(limit)} in the whole run, by everybody together.`]),
    ];
  });
  return [...new Set([...rules, ...told, ...limitWords(node.limits)])];
}

/** What a table says of a tool. @param listed true where a call needs a rule that allows it. */
function policyWords(tool: string, policies: readonly Policy[], listed: boolean, params: JsonObject): readonly string[] {
  const of = (then: Policy["then"]): readonly Policy[] => policies.filter((policy) => policy.then === then);
  const [freely, asked, never] = [of("allow"), of("approve"), of("deny")];
  const forbidden = never.find((policy) => isAlways(policy));
  if (forbidden !== undefined) return [`You may not call \`${tool}\`${because(forbidden)}.`];
  if (listed && freely.length + asked.length === 0) return [`You may not call \`${tool}\`: no policy allows it.`];
  const open = !listed || [...freely, ...asked].some((policy) => isAlways(policy));
  const ways = [...freely, ...asked].map((policy) => condition(policy, params));
  return [
    ...(open ? [] : [`You may call \`${tool}\` only ${ways.join(", or ")}.`]),
    ...asked.map((policy) => {
      const where = isAlways(policy) ? "" : ` ${condition(policy, params)}`;
      return `Each call of \`${tool}\` must be approved by ${people(policy.by)}${where}${because(policy)}.`;
    }),
    ...never.map((policy) => `You may not call \`${tool}\` ${condition(policy, params)}${because(policy)}.`),
  ];
}

function isAlways({ when, after }: Policy): boolean {
  return when === undefined && (after === undefined || after.length === 0);
}

function condition({ when, after = [] }: Policy, params: JsonObject): string {
  const past = after.map(({ node, port }) => (port === undefined ? `\`${node}\` has succeeded` : `\`${node}\` has ended with \`${port}\``));
  const parts = [...(past.length === 0 ? [] : [`after ${past.join(" and ")}`]), ...(when === undefined ? [] : [`if \`${when}\`${valuesIn(when, params)}`])];
  return parts.join(" and ");
}

/** The constants that a condition names: a model cannot look them up. */
function valuesIn(when: string, params: JsonObject): string {
  const names = new Set([...when.matchAll(/\bparams\.([a-z][a-z0-9_]*)/g)].map(([, name = ""]) => name));
  const values = [...names].flatMap((name): string[] => {
    const value: Json | undefined = Object.hasOwn(params, name) ? params[name] : undefined;
    return value === undefined ? [] : [`params.${name} is ${JSON.stringify(value)}`];
  });
  return values.length === 0 ? "" : ` (${values.join(", ")})`;
}

function because({ reason }: Policy): string {
  return reason === undefined ? "" : `: ${reason.replace(/\.$/, "")}`;
}

/** `a team lead`, `two controllers and legal`. */
function people(by: readonly Approver[]): string {
  if (by.length === 0) return "a person";
  return by
    .map(({ role, count, fourEyes }) => {
      const name = role.replaceAll("_", " ");
      const who =
        role === "requester"
          ? "whoever started the run"
          : count === 1
            ? `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`
            : `${count} people with the role ${name}`;
      return fourEyes ? `${who} other than whoever started the run` : who;
    })
    .join(" and ");
}

function limitWords({ modelCalls, toolCalls, tokens, costUsd, timeMs, tools = {} }: Limits): readonly string[] {
  const words = [
    ...(modelCalls === undefined ? [] : [`${modelCalls} ${modelCalls === 1 ? "reply" : "replies"}`]),
    ...(toolCalls === undefined ? [] : [`${toolCalls} tool ${toolCalls === 1 ? "call" : "calls"}`]),
    ...Object.entries(tools).map(([tool, max]) => `${max} of \`${tool}\``),
    ...(tokens === undefined ? [] : [`${tokens} tokens`]),
    ...(costUsd === undefined ? [] : [`${costUsd} US dollars`]),
    ...(timeMs === undefined ? [] : [`${timeMs / 1000} seconds`]),
  ];
  return words.length === 0 ? [] : [`For this task you have at most ${words.join(", ")}.`];
}

function times(count: number): string {
  return count === 1 ? "once at most" : `${count} times at most`;
}
