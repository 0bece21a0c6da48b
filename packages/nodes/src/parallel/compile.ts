import { BatonError, type Json } from "@baton/core";
import type { Lane, NodeCompiler } from "@baton/runtime";
import type { ParallelConfig } from "./kind.ts";

/** Lowers `parallel`: its branches run in lanes, each with checkpoints of its own. */
export const compileParallel: NodeCompiler<ParallelConfig> = (config, context) => {
  const { concurrency, branches } = config;
  if (branches !== undefined) {
    const lanes = branches.map((branch, index): Lane => ({ id: branch, branch, index, locals: {} }));
    return context.lanes.lower(() => lanes, { concurrency });
  }
  const each = context.compile(config.each ?? [], { expects: { type: "array" } });
  return context.lanes.lower((step) => itemsOf(step.evaluate(each), config, context.node.id).map((item, index) => laneOf(item, index, config.as)), {
    concurrency,
  });
};

function laneOf(item: Json, index: number, as: string | undefined): Lane {
  return { id: String(index), branch: "each", index, item, locals: as === undefined ? {} : { [as]: item } };
}

function itemsOf(list: Json, { atMost }: ParallelConfig, node: string): readonly Json[] {
  if (!isList(list)) throw new BatonError("write_invalid", "domain", `\`each\` of \`${node}\` is no list; write an expression that gives one.`);
  if (list.length <= atMost) return list;
  throw new BatonError("too_many_items", "domain", `\`${node}\` was given ${list.length} items and takes ${atMost} at most.`, {
    fix: "Raise its `atMost`, or give it fewer.",
  });
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
