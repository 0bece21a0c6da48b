import { isJsonObject, type Json, type JsonObject, parseSource } from "@baton/core";
import { z } from "zod";
import { stringify } from "yaml";
import { authoredEdges } from "../document/commands/edges.ts";
import type { Places } from "../document/commands/places.ts";
import { rootFile } from "../document/files.ts";
import type { View } from "../document/reading.ts";
import { filesNamedBy } from "./named-files.ts";
import { nodeText } from "./node-text.ts";

const placeSchema = z.tuple([z.number(), z.number()]);
// The parser gave plain data: what is left to ask is its shape.
const dataSchema = z.custom<Json>();
const objectSchema = z.custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value));

/** What the clipboard carries, as YAML: steps with the wires among them, and what these need of their graph. A whole `graph.yaml` is one too. */
export const clipSchema = z.looseObject({
  baton: z.number().optional(),
  nodes: z.record(z.string(), objectSchema),
  edges: z.array(dataSchema).default([]),
  state: z.record(z.string(), dataSchema).default({}),
  /** Where they stood, from the upper left corner of all. */
  places: z.record(z.string(), placeSchema).default({}),
  /** Texts of prompts, schemas and knowledge that they name, by path. */
  files: z.record(z.string(), z.string()).default({}),
});
export type Clip = z.infer<typeof clipSchema>;

/** Reads what was copied, here or in a text editor; undefined where it is something else. */
export function readClip(text: string): Clip | undefined {
  const { data, problems } = parseSource("clipboard.yaml", text);
  if (problems.length > 0 || data === undefined || !isJsonObject(data)) return undefined;
  const steps = Object.values(data);
  const bare = steps.length > 0 && steps.every((step) => isJsonObject(step) && typeof step["kind"] === "string");
  return clipSchema.safeParse(bare ? { nodes: data } : data).data;
}

/** Steps as text for the clipboard: as they are written, comments included. */
export function clipText(view: View, seen: Places, ids: readonly string[]): string {
  const chosen = ids.filter((id) => Object.hasOwn(view.reading.nodes, id));
  const nodes = Object.fromEntries(chosen.map((id) => [id, view.reading.nodes[id] ?? {}]));
  const state = channelsOf(view, nodes);
  const rest = { edges: edgesAmong(view, new Set(chosen)), state, places: placesOf(seen, chosen), files: filesNamedBy(view.files, { nodes, state }) };
  const more = Object.fromEntries(Object.entries(rest).filter(([, value]) => Object.keys(value).length > 0));
  const tail = Object.keys(more).length === 0 ? "" : stringify(more, { lineWidth: 0 });
  const written = `nodes:\n${chosen.map((id) => nodeText(view.files[rootFile(view.files)] ?? "", view.reading, id)).join("")}${tail}`;
  const { data, problems } = parseSource("clipboard.yaml", written);
  const same = problems.length === 0 && JSON.stringify(data) === JSON.stringify({ nodes, ...more });
  return same ? written : stringify({ nodes, ...more }, { lineWidth: 0 });
}

/** Wires between the steps, and those that end the run. */
function edgesAmong(view: View, ids: ReadonlySet<string>): readonly Json[] {
  const { document } = view.reading.result;
  const items = document !== undefined && isJsonObject(document) ? document["edges"] : undefined;
  if (!Array.isArray(items)) return [];
  return authoredEdges(view).flatMap(({ index, from, to }): readonly Json[] => {
    const item = items[index];
    const inside = from.type === "port" && ids.has(from.node) && (ids.has(to) || to === "end" || to.startsWith("end."));
    return inside && item !== undefined ? [item] : [];
  });
}

/** The channels that the steps name anywhere, as declared. */
function channelsOf({ reading }: View, nodes: JsonObject): JsonObject {
  const { document } = reading.result;
  const state = document !== undefined && isJsonObject(document) ? document["state"] : undefined;
  if (state === undefined || !isJsonObject(state)) return {};
  const words = new Set(JSON.stringify(nodes).match(/[a-z][a-z0-9_]*/g));
  return Object.fromEntries(Object.entries(state).filter(([name]) => words.has(name)));
}

function placesOf(seen: Places, ids: readonly string[]): Readonly<Record<string, readonly [number, number]>> {
  const known = ids.flatMap((id) => {
    const at = seen.get(id);
    return at === undefined ? [] : [[id, at] as const];
  });
  const [left, top] = [Math.min(...known.map(([, { x }]) => x)), Math.min(...known.map(([, { y }]) => y))];
  return Object.fromEntries(known.map(([id, { x, y }]) => [id, [Math.round(x - left), Math.round(y - top)]]));
}
