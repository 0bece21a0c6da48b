import { type Graph, type HostManifest, isJsonObject, type Json, type JsonObject, type Layout, readGraph, readLayout, type ReadResult } from "@baton/core";
import { kinds } from "@baton/nodes";
import { type Files, layoutFile, readable, rootFile } from "./files.ts";

/** What the source says, read: all that canvas, outline and forms show. */
export interface Reading {
  readonly result: ReadResult;
  readonly graph: Graph | undefined;
  /** Nodes as authored, whether they could be understood or not. */
  readonly nodes: Readonly<Record<string, JsonObject>>;
  /** False while the text has no meaning, as in the middle of typing. */
  readonly whole: boolean;
}

/** Reads the meaning; layout apart, as it changes none of it. What is as it was before stays the same objects. */
export function readMeaning(files: Files, beside?: Files, before?: Reading): Reading {
  const result = readGraph(readable(files, beside), kinds, before?.result);
  const source = result.sources.get(rootFile(files));
  return { result, graph: result.graph, nodes: authored(result.document), whole: result.graph !== undefined && source?.problems.length === 0 };
}

/** Reads where things stand. */
export function readPlaces(files: Files): Layout {
  return readLayout(files[layoutFile]).layout;
}

/** What edits are made of: the document's data, meaning and places, and what the host offers. */
export interface View {
  readonly files: Files;
  readonly reading: Reading;
  readonly layout: Layout;
  readonly manifest: HostManifest;
}

function authored(document: Json | undefined): Readonly<Record<string, JsonObject>> {
  const nodes = document !== undefined && isJsonObject(document) ? document["nodes"] : undefined;
  if (nodes === undefined || !isJsonObject(nodes)) return {};
  return Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, isJsonObject(node) ? node : {}]));
}
