import type { Json } from "@baton/core";
import { Command, interrupt, isGraphInterrupt, type LangGraphRunnableConfig, Send } from "@langchain/langgraph";

type Configurable = { readonly configurable?: Readonly<Record<string, unknown>> };

/** Ids of the interrupts that the resume under way answers; LangGraph keeps them under a key of its own. */
function answered({ configurable }: Configurable): readonly string[] {
  const map = configurable?.["__pregel_resume_map"];
  return typeof map === "object" && map !== null ? Object.keys(map) : [];
}

/** One wait for each interrupt of a lane, all in one superstep. */
export function waits(node: string, interrupts: readonly Json[], config: Configurable): readonly Send[] {
  const seen = answered(config);
  return interrupts.map((value) => new Send(`${node}.approve`, { $parked: value, $seen: seen }));
}

/**
 * Raises what one lane waits for. An answer to any of the waits leads back to the node that runs the lanes: what is still waiting is then
 * raised anew, so that answered lanes go on while others wait. What it was resumed with decides nothing.
 * @param back LangGraph's name of the step that runs the lanes.
 */
export function waitStep(back: string) {
  return async (values: Readonly<Record<string, unknown>>, config: LangGraphRunnableConfig): Promise<Command> => {
    const { $parked: parked, $seen: seen } = values;
    // A fork comes here without a value: the node raises it again.
    if (parked !== undefined) raise(parked, Array.isArray(seen) && answered(config).every((each) => seen.includes(each)));
    return new Command({ goto: back });
  };
}

function raise(value: unknown, stays: boolean): void {
  try {
    interrupt(value);
  } catch (error) {
    if (!isGraphInterrupt(error) || stays) throw error;
  }
}
