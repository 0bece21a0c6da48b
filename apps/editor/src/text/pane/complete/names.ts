import { isJsonObject, type Json, type Path } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { View } from "../../../document/reading.ts";
import type { Place } from "./place.ts";

/** A sort of names that documents write. */
type Sort =
  | "channels"
  | "nodes"
  | "tools"
  | "models"
  | "roles"
  | "calendars"
  | "events"
  | "agents"
  | "prompts"
  | "knowledge"
  | "schemas"
  | "edges"
  | "args"
  | "inputs"
  | "ports";

/** Names at the document's own keys. */
const topSorts: readonly (readonly [pattern: string, sort: Sort])[] = [
  ["state.*", "schemas"],
  ["state.*.schema", "schemas"],
  ["input.#", "channels"],
  ["outcomes.*.#", "channels"],
  ["limits.tools.", "tools"],
  ["policies.#.node", "nodes"],
  ["policies.#.node.#", "nodes"],
  ["policies.#.tool", "tools"],
  ["policies.#.tool.#", "tools"],
  ["policies.#.by", "roles"],
  ["policies.#.by.#", "roles"],
  ["policies.#.by.role", "roles"],
  ["policies.#.escalate.#.to", "roles"],
  ["policies.#.calendar", "calendars"],
  ["edges.#", "edges"],
  ["edges.#.edge", "edges"],
];

/** Names in nodes of any kind; what a kind alone has, its form says. */
const nodeSorts: readonly (readonly [pattern: string, sort: Sort])[] = [
  ["writes", "channels"],
  ["writes.", "channels"],
  ["writesOn.", "ports"],
  ["writesOn.*", "channels"],
  ["writesOn.*.", "channels"],
  ["limits.tools.", "tools"],
  ["tools.#.tool", "tools"],
  ["tools.#.writes", "channels"],
  ["tools.#.writes.", "channels"],
  ["messages", "channels"],
  ["messages.channel", "channels"],
  ["passes.#", "channels"],
  ["workers.*.passes.#", "channels"],
  ["workers.*.after.#", "nodes"],
  ["escalate.#.to", "roles"],
  ["calendar", "calendars"],
  ["event", "events"],
  ["agent", "agents"],
  ["output", "schemas"],
  ["answer", "schemas"],
  ["schema", "schemas"],
  ["takes", "schemas"],
  ["args.", "args"],
  ["input.", "inputs"],
];

const formSorts: Readonly<Record<string, Sort>> = {
  prompt: "prompts",
  tool: "tools",
  tools: "tools",
  models: "models",
  node: "nodes",
  workers: "nodes",
  handoffs: "nodes",
  "channel-names": "channels",
  approvers: "roles",
  files: "knowledge",
  schema: "schemas",
};

/** Names of the document, its folder and its host that may stand at a place. */
export function namesAt(view: View, place: Place): readonly string[] {
  const sort = sortOf(view, place);
  return sort === undefined ? [] : namesOf(view, sort, place);
}

function sortOf(view: View, { path, role }: Place): Sort | undefined {
  const [section, , ...inside] = path;
  if (section !== "nodes" || path.length < 2) return match(topSorts, path, role);
  const own = inside[0] === undefined ? undefined : kinds.get(kindAt(view, path))?.form[String(inside[0])]?.widget;
  const sort = own === undefined ? undefined : formSorts[own];
  const plain = inside.length === 1 ? role === "value" || own === "handoffs" || own === "workers" : inside.length === 2 && role === "value";
  return match(nodeSorts, inside, role) ?? (plain ? sort : own === "handoffs" ? "nodes" : undefined);
}

/** `*` is any key, `#` any position of a list; a pattern that ends with a point is for the keys there. */
function match(sorts: readonly (readonly [string, Sort])[], path: Path, role: Place["role"]): Sort | undefined {
  return sorts.find(([pattern]) => {
    const steps = pattern.split(".");
    const keys = steps.at(-1) === "";
    const wanted = keys ? steps.slice(0, -1) : steps;
    return keys === (role === "key") && wanted.length === path.length && wanted.every((step, index) => fits(step, path[index]));
  })?.[1];
}

function fits(step: string, at: string | number | undefined): boolean {
  return step === "#" ? typeof at === "number" : step === "*" ? typeof at === "string" : step === at;
}

function namesOf(view: View, sort: Sort, place: Place): readonly string[] {
  const { manifest, files, reading } = view;
  const paths = Object.keys(files);
  switch (sort) {
    case "channels":
      return [...(reading.graph?.channels.keys() ?? [])];
    case "nodes":
      return Object.keys(reading.nodes);
    case "tools":
      return Object.keys(manifest.tools);
    case "models":
      return Object.keys(manifest.models);
    case "roles":
      return [...manifest.roles, "requester"];
    case "calendars":
      return manifest.calendars;
    case "events":
      return Object.keys(manifest.events);
    case "agents":
      return Object.keys(manifest.agents);
    case "prompts":
      return paths.filter((path) => path.startsWith("prompts/"));
    case "knowledge":
      return paths.filter((path) => path.startsWith("knowledge/"));
    case "schemas":
      return schemaNames(files);
    case "edges":
      return edgeNames(view, place.before);
    case "args":
      return keysOf(manifest.tools[textIn(place, "tool")]?.args);
    case "inputs":
      return reading.graph?.prompts.get(textIn(place, "prompt"))?.inputs.map(({ name }) => name) ?? [];
    case "ports":
      return [...portNames(view, String(place.path[1])), "failed"];
    default:
      return sort satisfies never;
  }
}

/** How a document may name a schema: types, files, and lists of files. */
export function schemaNames(files: View["files"]): readonly string[] {
  const found = Object.keys(files).filter((path) => /^schemas\/.*\.json$/.test(path));
  return ["string", "integer", "number", "boolean", "object", ...found, ...["string", ...found].map((each) => `list(${each})`)];
}

/** Before the arrow where an edge begins, after it where it leads. */
function edgeNames(view: View, before: string): readonly string[] {
  const { reading } = view;
  const nodes = Object.keys(reading.nodes);
  if (before.includes("->"))
    return [...nodes, ...[...(reading.graph?.outcomes.keys() ?? [])].map((outcome) => (outcome === "done" ? "end" : `end.${outcome}`))];
  return ["start", ...nodes.flatMap((id) => [id, ...portNames(view, id).map((port) => `${id}.${port}`)])];
}

function portNames({ reading }: View, id: string): readonly string[] {
  return [...new Set((reading.graph?.edges ?? []).filter(({ from }) => from.node === id).map(({ from }) => from.port))];
}

function kindAt({ reading }: View, path: Path): string {
  const kind = reading.nodes[String(path[1])]?.["kind"];
  return typeof kind === "string" ? kind : "";
}

function valueIn({ data, path }: Place, key: string): Json | undefined {
  const node = path.slice(0, 2).reduce<Json | undefined>((at, step) => (at !== undefined && isJsonObject(at) ? at[step] : undefined), data);
  return node !== undefined && isJsonObject(node) ? node[key] : undefined;
}

function keysOf(schema: Json | readonly string[] | undefined): readonly string[] {
  if (Array.isArray(schema)) return schema.filter((each) => typeof each === "string");
  const properties = schema !== undefined && isJsonObject(schema) ? schema["properties"] : undefined;
  return properties !== undefined && isJsonObject(properties) ? Object.keys(properties) : [];
}

function textIn(place: Place, key: string): string {
  const value = valueIn(place, key);
  return typeof value === "string" ? value : "";
}
