import type { GraphNode, Json } from "@baton/core";
import type { ReviewConfig } from "./kind.ts";

/** What a review puts before people. */
export type Asked =
  | { readonly type: "call"; readonly node: string }
  | { readonly type: "value"; readonly value: Json }
  | { readonly type: "question"; readonly text: string; readonly answer: Json };

/** The one thing that a review asks; undefined where it asks nothing, half a question, or several things. */
export function askedBy(own: ReviewConfig): Asked | undefined {
  const asked: Asked[] = [];
  if (own.approves !== undefined) asked.push({ type: "call", node: own.approves });
  if (own.proposes !== undefined) asked.push({ type: "value", value: own.proposes });
  if (own.asks !== undefined && own.answer !== undefined) asked.push({ type: "question", text: own.asks, answer: own.answer });
  const halves = own.asks === undefined ? own.answer !== undefined : own.answer === undefined;
  return asked.length === 1 && !halves ? asked[0] : undefined;
}

/** Whether a review approves the call of this node. */
export function isReviewed(id: string, nodes: Iterable<GraphNode>): boolean {
  for (const { config } of nodes) {
    if (typeof config === "object" && config !== null && "approves" in config && config.approves === id) return true;
  }
  return false;
}
