import type { Json, JsonObject } from "@baton/core";
import { channels, type PolicyPlan, type Program } from "./program.ts";

const every = [...channels.int, ...channels.text, "log", "tags", "obj", "talk"];

/** An outcome that gives everything back. */
export function outcomeOf(): Json {
  return ["a", ...every.map((name) => `${name}?`)];
}

const defaults: Readonly<Record<string, Json>> = { i0: 1, i1: 2, m0: 5, hi: 3, lo: 8, total: 10, txt: "t", memo: "m", log: [7], tags: ["x"], obj: { p: 0 } };

/** The channels, of every type and merge rule. */
export function stateOf(program: Program): JsonObject {
  const channel = (name: string, schema: Json | undefined, merge?: string): [string, Json] => {
    const initial = program.defaults.some((each) => each === name) ? defaults[name] : undefined;
    return [
      name,
      {
        ...(schema === undefined ? {} : { schema }),
        ...(merge === undefined ? {} : { merge }),
        ...(initial === undefined ? {} : { default: initial }),
        ...(program.keep.some((each) => each === name) || name === "talk" ? { keep: "thread" } : {}),
      },
    ];
  };
  const bounded: Json = program.bounded ? { type: "integer", maximum: 8 } : "integer";
  return Object.fromEntries([
    ["a", "integer"],
    ["b", { schema: "integer", default: 6 }],
    ["flag", "boolean"],
    channel("i0", "integer"),
    channel("i1", bounded),
    channel("m0", "integer"),
    channel("hi", "integer", "max"),
    channel("lo", "integer", "min"),
    channel("total", "integer", "sum"),
    channel("txt", "string"),
    channel("memo", "string"),
    channel("log", "list(integer)", "append"),
    channel("tags", "list(string)", "union"),
    channel("obj", { type: "object", additionalProperties: { type: "integer" } }, "object"),
    channel("talk", undefined, "messages"),
  ]);
}

/** A row of the policy table, over the nodes that there are. */
export function policyOf(
  plan: PolicyPlan,
  { callers, ports }: { readonly callers: readonly string[]; readonly ports: ReadonlyMap<string, readonly string[]> },
): JsonObject {
  const { tool, node, when, after, then, expires } = plan;
  const effect = tool === "read" || tool === "write" || tool === "sensitive";
  const caller = node === undefined ? undefined : callers[node % Math.max(callers.length, 1)];
  const left = after === undefined ? undefined : [...ports.entries()][after.node % ports.size];
  const port = left?.[1][(after?.port ?? 0) % left[1].length];
  // A first port may be left out, but where an edge would have to name it.
  const mayBeLeftOut = after?.port === 0 && !/^(?:branch|router|region)_/.test(left?.[0] ?? "");
  return {
    node: caller ?? "*",
    ...(effect ? { effect: tool } : { tool }),
    ...(when === undefined ? {} : { when: `${when.of} ${when.op} ${when.than}` }),
    ...(left === undefined || port === undefined ? {} : { after: [mayBeLeftOut && port === left[1][0] ? left[0] : `${left[0]}.${port}`] }),
    then,
    ...(then === "approve" ? { by: "boss", ...(expires ? { expires: "2h" } : {}) } : {}),
  };
}
