import type { BatonGraph, CodeGraph, Thread } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";

/** The graph that a thread's state is of. */
export type ThreadGraph = { readonly governed: true; readonly graph: BatonGraph } | { readonly governed: false; readonly graph: CodeGraph };

/** The version that a thread's last run used, else what its graph is now; undefined where it has no graph yet, or one that is served no more. */
export async function threadGraph({ catalogue }: Pick<ServerDeps, "catalogue">, { graph, graphHash }: Thread): Promise<ThreadGraph | undefined> {
  if (graphHash !== "") return await catalogue.load(graphHash);
  if (graph === "" || !(await catalogue.has(graph))) return undefined;
  const served = await catalogue.open(graph);
  return served.governed ? served : { governed: false, graph: await served.graph({}) };
}
