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
  /** What it says of a call inside a node that contains a graph, `sub/node`; what no rule names is for that graph to decide. */
  inside(node: string, tool: Tool, args: JsonObject, facts: Facts): Ruling;
}

/** The table of the graph around one, and the node there that contains it. */
export interface Around {
  readonly node: string;
  readonly policies: PolicyTable;
}

interface Rule {
  readonly policy: Policy;
  readonly when: Compiled | undefined;
}

function names(list: readonly string[] | "*", name: string): boolean {
  return list === "*" || list.includes(name);
}

/** Whether a rule is about calls of a tool from a node at all. */
export function covers(policy: Policy, node: string, tool: Pick<Tool, "name" | "effect">): boolean {
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
    result = (facts.whole ?? facts).evaluate(when, { args });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return typeof result === "boolean" ? result : "it gives no true or false";
}

interface Table {
  /** @param node the caller's name in this table. */
  rule(node: string, tool: Tool, args: JsonObject, facts: Facts, otherwise: "deny" | "allow"): Ruling;
  readonly after: PolicyTable["after"];
  readonly mayAsk: PolicyTable["mayAsk"];
}

function policyTable(graph: Graph, policies: readonly Policy[]): Table {
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
    rule(node, tool, args, facts, otherwise) {
      const denials: string[] = [];
      let demand: Demand | undefined;
      let allowed = otherwise === "allow";
      for (const rule of rulesFor(node, tool)) {
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
export function policiesOf(graph: Graph, floors: readonly (readonly Policy[])[], around?: Around): PolicyTable {
  const own = policyTable(graph, graph.policies);
  const hosts = floors.map((policies) => ({
    table: policyTable(graph, policies),
    otherwise: policies.some((policy) => policy.then === "allow") ? ("deny" as const) : ("allow" as const),
  }));
  const pathOf = (node: string): string => `${around?.node ?? ""}/${node}`;
  return {
    after: [own, ...hosts.map(({ table }) => table)].flatMap((table) => table.after).concat(around === undefined ? [] : afterInside(around)),
    mayAsk: (node, tool) =>
      [own, ...hosts.map(({ table }) => table)].some((table) => table.mayAsk(node, tool)) || around?.policies.mayAsk(pathOf(node), tool) === true,
    inside(node, tool, args, facts) {
      const ruling = own.rule(node, tool, args, facts, "allow");
      return around === undefined ? ruling : strictest(ruling, above(around, node, tool, args, facts), "");
    },
    rule(tool, args, facts) {
      const node = facts.node.id;
      let ruling = own.rule(node, tool, args, facts, "deny");
      for (const { table, otherwise } of hosts) ruling = strictest(ruling, table.rule(node, tool, args, facts, otherwise), "the host's policies deny it: ");
      return around === undefined ? ruling : strictest(ruling, above(around, node, tool, args, facts), "a policy of the graph around it: ");
    },
  };
}

/** What the graph around says of a call inside it, by its own state and its own names. */
function above({ node, policies }: Around, inner: string, tool: Tool, args: JsonObject, { around, left }: Facts): Ruling {
  if (around === undefined) return { type: "deny", reason: `nothing is known of what is around \`${node}\`` };
  const both = new Set([...around.left, ...[...left].map((port) => `${node}/${port}`)]);
  return policies.inside(`${node}/${inner}`, tool, args, { ...around, left: both });
}

/** Ports inside a node that rules around it ask about, by their names inside. */
function afterInside({ node, policies }: Around): PolicyTable["after"] {
  return policies.after.flatMap((each) => (each.node.startsWith(`${node}/`) ? [{ ...each, node: each.node.slice(node.length + 1) }] : []));
}

/** Both rulings at once; a floor's escalations are the ones that hold. */
function strictest(ruling: Ruling, floor: Ruling, why: string): Ruling {
  if (floor.type === "deny") return ruling.type === "deny" && why === "" ? ruling : { type: "deny", reason: `${why}${floor.reason}` };
  return floor.type === "approve" && ruling.type !== "deny" ? { type: "approve", demand: under(ruling, floor.demand) } : ruling;
}

function under(ruling: Ruling, floor: Demand): Demand {
  return ruling.type === "approve" ? { ...mergeDemands(ruling.demand, floor), escalate: floor.escalate } : floor;
}
