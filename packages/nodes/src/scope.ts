import { type Graph, graphScope, type JsonSchema, type Scope, withVariables } from "@baton/core";

/** What expressions may name in branches: the graph's channels, and what the branches have for themselves. */
export function scopeInside(graph: Graph, locals: Readonly<Record<string, JsonSchema>>): Scope {
  const scope = graphScope(graph);
  return { ...withVariables(scope, locals), channels: new Set([...(scope.channels ?? []), ...Object.keys(locals)]) };
}
