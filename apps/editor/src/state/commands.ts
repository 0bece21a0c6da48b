import { type Edit, isJsonObject, type Json, nameProblem, renameChannel as renaming } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { Change } from "../document/change.ts";
import { freeName } from "../document/commands/names.ts";
import type { View } from "../document/reading.ts";
import { authored } from "./channels.ts";

/** Keys of a channel that have a field. */
export type ChannelKey = "schema" | "merge" | "trust" | "secrecy" | "keep" | "default";

/** What is so where a channel does not say otherwise: it is not written. */
const plain: Readonly<Partial<Record<ChannelKey, Json>>> = { merge: "replace", secrecy: "internal", keep: "run" };

/** What is wrong with a new name for a channel; undefined where it will do. */
export function channelNameProblem({ reading }: Pick<View, "reading">, name: string, now?: string): string | undefined {
  if (name === now) return undefined;
  const problem = nameProblem(name);
  if (problem !== undefined) return `\`${name}\` cannot be a name: ${problem}.`;
  const taken = Object.hasOwn(reading.nodes, name) || reading.graph?.channels.has(name) === true;
  return taken ? `There is a node or channel \`${name}\` already; choose another name.` : undefined;
}

/** Declares another channel; gives its name. */
export function addChannel(view: View): { readonly name: string; readonly change: Change } {
  const name = freeName(view, "channel");
  return { name, change: { edits: [{ op: "insert", path: ["state", name], value: "string" }] } };
}

/** Gives a channel another name wherever it is named, prompts included. */
export function renameChannel({ reading, manifest }: View, from: string, to: string): Change {
  return renaming(reading.result, kinds, manifest, from, to);
}

/** Takes a channel's declaration away, and its place among the inputs and outcomes; who still uses it is a problem that the checker tells. */
export function removeChannel({ reading }: View, name: string): Change {
  const { document } = reading.result;
  const given = (key: string): Json | undefined => (document !== undefined && isJsonObject(document) ? document[key] : undefined);
  const outcomes = given("outcomes");
  const lists: readonly (readonly [path: Edit["path"], list: Json | undefined])[] = [
    [["input"], given("input")],
    ...(outcomes !== undefined && isJsonObject(outcomes) ? Object.entries(outcomes).map(([outcome, list]) => [["outcomes", outcome], list] as const) : []),
  ];
  const places = lists.flatMap(([path, list]): readonly Edit[] =>
    Array.isArray(list) ? [...list.keys()].toReversed().flatMap((index) => (isNamed(list[index], name) ? [{ op: "remove", path: [...path, index] }] : [])) : [],
  );
  return { edits: [...places, { op: "remove", path: ["state", name] }] };
}

function isNamed(item: Json | undefined, name: string): boolean {
  return item === name || item === `${name}?`;
}

/** Writes one key of a channel, in short (`x: string`) as long as its type is all that it says. */
export function setInChannel({ reading }: View, name: string, key: ChannelKey, value: Json | undefined): Change {
  const entry = authored(reading, name);
  const kept = value !== undefined && value !== plain[key] ? value : undefined;
  if (isLong(entry)) return { edits: setKey(entry, ["state", name], key, kept) };
  if (key === "schema") return kept === undefined ? {} : { edits: [{ op: "set", path: ["state", name], value: kept }] };
  return kept === undefined ? {} : { edits: [{ op: "set", path: ["state", name], value: { schema: entry ?? "string", [key]: kept } }] };
}

function setKey(entry: Readonly<Record<string, Json>>, path: Edit["path"], key: ChannelKey, value: Json | undefined): readonly Edit[] {
  if (value !== undefined) return entry[key] === value ? [] : [{ op: "set", path: [...path, key], value }];
  return Object.hasOwn(entry, key) ? [{ op: "remove", path: [...path, key] }] : [];
}

/** A mapping with the keys of a channel; any other is a schema. */
function isLong(entry: Json | undefined): entry is Readonly<Record<string, Json>> {
  return entry !== undefined && isJsonObject(entry) && ["schema", "merge", "trust", "secrecy", "keep"].some((key) => Object.hasOwn(entry, key));
}

/** Makes a channel one that a run brings, or no longer. */
export function setInput({ reading }: View, name: string, isInput: boolean): Change {
  const input = reading.graph?.input ?? [];
  const index = input.indexOf(name);
  if (isInput === index >= 0) return {};
  if (!isInput) return { edits: [{ op: "remove", path: ["input", index] }] };
  const there = reading.result.document !== undefined && isJsonObject(reading.result.document) && Object.hasOwn(reading.result.document, "input");
  return { edits: [there ? { op: "insert", path: ["input", input.length], value: name } : { op: "set", path: ["input"], value: [name] }] };
}
