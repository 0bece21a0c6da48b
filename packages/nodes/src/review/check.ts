import { compileValue, type Finding, graphScope, type KindContext, type Policy } from "@baton/core";
import type { KindCode } from "../codes.ts";
import { askedBy } from "./asked.ts";
import type { ReviewConfig } from "./kind.ts";

const finding = (code: KindCode, severity: Finding["severity"], message: string, path: Finding["path"]): Finding => ({ code, severity, message, path });

/** What only a review can get wrong. */
export function checkReview(own: ReviewConfig, context: KindContext): readonly Finding[] {
  return [...asks(own, context), ...(own.approves === undefined ? [] : approves(own, own.approves, context))];
}

function asks(own: ReviewConfig, { id }: KindContext): readonly Finding[] {
  if (askedBy(own) !== undefined) return [];
  const present = (["approves", "proposes", "asks"] as const).filter((key) => own[key] !== undefined);
  const second = present[1];
  if (second !== undefined) return unclear(`\`${id}\` has \`${present.join("` and `")}\`; a review asks one thing: keep one, or make two reviews.`, [second]);
  if (own.asks !== undefined) return unclear(`\`${id}\` asks a question without \`answer\`; add the schema of the answer, \`string\` for text.`, ["asks"]);
  if (own.answer !== undefined) return unclear(`\`${id}\` has \`answer\` without \`asks\`; write the question or remove it.`, ["answer"]);
  return unclear(`\`${id}\` asks nothing; give it \`approves\` (a tool node), \`proposes\` (a value), or \`asks\` and \`answer\`.`, []);
}

function unclear(message: string, path: Finding["path"]): readonly Finding[] {
  return [finding("BT185", "error", message, path)];
}

function approves(own: ReviewConfig, id: string, context: KindContext): readonly Finding[] {
  const approved = context.kindOf(id);
  if (approved === undefined) return []; // reported with the node's name
  const findings: Finding[] = [];
  const scope = graphScope(context.graph);
  const timed = approved.kind
    .values(approved.node.config, approved.context)
    .some((use) => compileValue(use.value, scope).reads.some((read) => read.name === "now"));
  if (timed) {
    const message = `\`${id}\` uses \`now\` in its arguments, which is later once people have answered, so the approval is void; write the time to a channel before \`${context.id}\`.`;
    findings.push(finding("BT186", "warning", message, ["approves"]));
  }
  const tool = approved.kind.tools(approved.node.config, approved.context)[0]?.tool;
  if (own.escalate !== undefined && tool !== undefined && context.graph.policies.some((policy) => asksFor(policy, id, tool, context))) {
    const message = `A policy asks for the approval of \`${tool}\`, so its own \`escalate\` counts and not this one; write it there.`;
    findings.push(finding("BT187", "warning", message, ["escalate"]));
  }
  return findings;
}

function asksFor(policy: Policy, node: string, tool: string, context: KindContext): boolean {
  return (
    policy.then === "approve" &&
    (policy.nodes === "*" || policy.nodes.includes(node)) &&
    (policy.tools === "*" || policy.tools.includes(tool)) &&
    (policy.effect === undefined || policy.effect === context.tool(tool)?.effect)
  );
}
