import { editData, graphFiles, type Json, type JsonObject, readGraph, renameEdits, isJsonObject } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { View } from "../document/reading.ts";
import type { Clip } from "./clip.ts";

type Steps = Pick<Clip, "nodes" | "edges">;

/** Gives steps other names wherever they name each other. */
export function renamed(clip: Clip, names: ReadonlyMap<string, string>, manifest: View["manifest"]): Steps {
  let document: JsonObject = { baton: 1, id: "clip", state: clip.state, nodes: clip.nodes, edges: clip.edges };
  for (const [id, to] of names) {
    const read = readGraph(graphFiles(document, clip.files), kinds);
    const edits = renameEdits(read, kinds, manifest, id, to);
    const next = edits.reduce<Json>((data, edit) => editData(data, edit), document);
    if (isJsonObject(next)) document = next;
  }
  const { nodes, edges } = document;
  return {
    nodes: Object.fromEntries(Object.entries(objectOf(nodes)).map(([id, node]) => [id, objectOf(node)])),
    edges: Array.isArray(edges) ? edges : [],
  };
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}
