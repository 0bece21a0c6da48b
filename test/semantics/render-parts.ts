import type { Json, JsonObject } from "@baton/core";
import { intCel, type Place, textCel } from "./expressions.ts";
import type { Call, OnFailed, Statement } from "./program.ts";

/** What an agent answers at last. */
export function replyOf(reply: Extract<Statement, { k: "agent" }>["reply"], place: Place): Json {
  switch (reply.k) {
    case "output":
      return { output: intCel(reply.v, place) };
    case "text":
      return { output: textCel(reply.v, place) };
    case "bad":
      return { output: "'nothing that fits'" };
    case "error":
      return { error: { status: 400, message: "no" } };
    default:
      return reply satisfies never;
  }
}

/** Arguments of a call. */
export function callOf({ n, tag }: Call, place: Place): JsonObject {
  return { n: intCel(n, place), ...(tag === undefined ? {} : { tag: textCel(tag, place) }) };
}

/** What is written where a node fails. */
export function failedWrites(failed: OnFailed | undefined): { readonly writesOn: { readonly failed: Readonly<Record<string, Json>> } } {
  const sources: Readonly<Record<OnFailed["writes"][number], readonly [string, Json]>> = {
    code: ["memo", "output.code"],
    layer: ["tags", "[output.layer]"],
    node: ["txt", "output.node"],
    attempt: ["total", "output.attempt"],
    broken: ["i0", "1 / (output.attempt - 1)"],
  };
  return { writesOn: { failed: Object.fromEntries((failed?.writes ?? []).map((name) => sources[name])) } };
}
