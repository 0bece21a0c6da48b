import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { graphsQuery, makeGraph } from "../api/graphs.ts";

/** Makes a graph, of a template or an empty one, under a name that is free, and opens it. */
export function useMake(): { readonly make: (template?: string) => void; readonly failed: string | undefined } {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { mutate, error } = useMutation({
    mutationFn: async (template: string | undefined) => {
      const taken = new Set((await client.fetchQuery(graphsQuery)).map(({ id }) => id));
      const base = template ?? "new-graph";
      let id = base;
      for (let number = 2; taken.has(id); number += 1) id = `${base}-${number}`;
      return await makeGraph(id, template);
    },
    onSuccess: async (graph) => {
      await client.invalidateQueries(graphsQuery);
      await navigate({ to: "/g/$graph", params: { graph } });
    },
  });
  return { make: (template) => mutate(template), failed: error?.message };
}
