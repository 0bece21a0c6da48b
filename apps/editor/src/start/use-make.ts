import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type Beginning, graphsQuery, makeGraph } from "../api/graphs.ts";
import { freeName, namedIn, renamed } from "./name.ts";

export type Make = (from?: Beginning) => void;

/** Makes a graph under a name that is free, and opens it. */
export function useMake(): { readonly make: Make; readonly failed: string | undefined } {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { mutate, error } = useMutation({
    mutationFn: async (from: Beginning) => {
      const taken = new Set((await client.fetchQuery(graphsQuery)).map(({ id }) => id));
      if (from === undefined) return await makeGraph(freeName("new-graph", taken), from);
      if ("template" in from) return await makeGraph(freeName(from.template, taken), from);
      const id = freeName(namedIn(from.document) ?? "pasted", taken);
      return await makeGraph(id, { document: renamed(from.document, id) });
    },
    onSuccess: async (graph) => {
      await client.invalidateQueries(graphsQuery);
      await navigate({ to: "/g/$graph", params: { graph } });
    },
  });
  return { make: (from) => mutate(from), failed: error?.message };
}
