import { compileValue, type Compiled, type Graph, graphScope, type Json, type JsonObject, type Policy, withVariables } from "@baton/core";
import type { Tool } from "../host/tool.ts";
import type { Demand, Facts } from "./contract.ts";
import { anybody, mergeDemands, policyDemand } from "./demand.ts";

/** What a table says of a call. */
export type Ruling = { readonly type: "allow" } | { readonly type: "deny"; readonly reason: string } | { readonly type: "approve"; readonly demand: Demand };

/** A compiled policy table. All matching rules count: a deny denies; else every approve must be met; else an allow allows; else `otherwise`. */
export interface PolicyTable {
  rule(tool: Tool, args: JsonObject, facts: Facts): Ruling;
  /** What rules with `after` ask about; without a port it is the node's first. */
  readonly after: readonly { readonly node: string; readonly port: string | undefined }[];
  /** Could any rule ask people, whatever the arguments and the state? */
  mayAsk(node: string, tool: Tool): boolean;
}

interface Rule {
  readonly policy: Policy;
  readonly when: Compiled | undefined;
}

function names(list: readonly string[] | "*", name: string): boolean {
  return list === "*" || list.includes(name);
}

function covers(policy: Policy, node: string, tool: Tool): boolean {
  return names(policy.nodes, node) && names(policy.tools, tool.name) && (policy.effect === undefined || policy.effect === tool.effect);
}

function wasLeft(left: ReadonlySet<string>, node: string, port: string | undefined): boolean {
  return left.has(port === undefined ? node : `${node}.${port}`);
}

/** Whether a rule applies now; a text says why that cannot be told. */
function applies({ policy, when }: Rule, args: JsonObject, facts: Facts): boolean | string {
  const { left } = facts;
  if (policy.after?.every(({ node, port }) => wasLeft(left, node, port)) === false) return false;
  if (when === undefined) return true;
  const problem = when.problems[0];
  if (problem !== undefined) return problem.message;
  let result: Json;
  try {
    result = facts.evaluate(when, { args });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return typeof result === "boolean" ? result : "it gives no true or false";
}

function policyTable(graph: Graph, policies: readonly Policy[], otherwise: "deny" | "allow"): PolicyTable {
  const scope = graphScope(graph);
  const compiled = new Map<string, readonly Rule[]>();

  const rulesFor = (node: string, tool: Tool): readonly Rule[] => {
    const key = `${node} ${tool.name}`;
    const found = compiled.get(key);
    if (found !== undefined) return found;
    const typed = withVariables(scope, { args: tool.args });
    const rules = policies
      .filter((policy) => covers(policy, node, tool))
      .map((policy) => ({ policy, when: policy.when === undefined ? undefined : compileValue(policy.when, typed, { expects: { type: "boolean" } }) }));
    compiled.set(key, rules);
    return rules;
  };

  return {
    after: policies.flatMap((policy) => policy.after ?? []),
    mayAsk: (node, tool) => policies.some((policy) => policy.then === "approve" && covers(policy, node, tool)),
    rule(tool, args, facts) {
      const denials: string[] = [];
      let demand: Demand | undefined;
      let allowed = otherwise === "allow";
      for (const rule of rulesFor(facts.node.id, tool)) {
        const applied = applies(rule, args, facts);
        const { policy } = rule;
        if (typeof applied === "string") denials.push(`the condition \`${policy.when ?? ""}\` cannot be judged (${applied})`);
        else if (!applied) continue;
        else if (policy.then === "deny") denials.push(policy.reason ?? `policy ${policies.indexOf(policy) + 1} denies it`);
        else if (policy.then === "approve") demand = mergeDemands(demand ?? anybody, policyDemand(policy));
        else allowed = true;
      }
      if (denials.length > 0) return { type: "deny", reason: denials.join("; ") };
      if (demand !== undefined) return { type: "approve", demand };
      return allowed ? { type: "allow" } : { type: "deny", reason: "no policy allows it" };
    },
  };
}

/**
 * A document's policies under floors: its host's policies, and those that the host had when the version was stored. All tables must permit, and
 * people whom any wants must approve: a document cannot lower what its host denies or wants approved, nor let others decide it by escalating,
 * and a host's allow does not stand in for the document's. A document without a matching rule denies. A host's table without a single allow
 * rule leaves what it does not mention to the document; with one it is an allow-list.
 */
export function policiesOf(graph: Graph, floors: readonly (readonly Policy[])[]): PolicyTable {
  const own = policyTable(graph, graph.policies, "deny");
  const hosts = floors.map((policies) => policyTable(graph, policies, policies.some((policy) => policy.then === "allow") ? "deny" : "allow"));
  return {
    after: [own, ...hosts].flatMap((table) => table.after),
    mayAsk: (node, tool) => [own, ...hosts].some((table) => table.mayAsk(node, tool)),
    rule(tool, args, facts) {
      let ruling = own.rule(tool, args, facts);
      for (const host of hosts) {
        const floor = host.rule(tool, args, facts);
        if (floor.type === "deny") return { type: "deny", reason: `the host's policies deny it: ${floor.reason}` };
        if (floor.type === "approve" && ruling.type !== "deny") ruling = { type: "approve", demand: under(ruling, floor.demand) };
      }
      return ruling;
    },
  };
}

function under(ruling: Ruling, floor: Demand): Demand {
  return ruling.type === "approve" ? { ...mergeDemands(ruling.demand, floor), escalate: floor.escalate } : floor;
}
