import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { Fusing } from "./follow.ts";

/** Key of `configurable`: every node takes a superstep of its own, so that a breakpoint holds at any of them. */
export const STEPWISE = "baton_stepwise";

/** How pure nodes are passed in this run: as `usual`, or not at all. */
export function fusingIn({ configurable }: LangGraphRunnableConfig, usual: Fusing): Fusing {
  return configurable?.[STEPWISE] === true ? "none" : usual;
}
