import { type Channel, channelUses, isJsonObject, type Json, type Secrecy, type Trust } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { View } from "../document/reading.ts";
import { typeName } from "../text/cel/complete.ts";

/** A channel of the shared state as a table shows it. */
export interface ChannelRow {
  readonly name: string;
  /** Its type as the document names it. */
  readonly type: string;
  readonly merge: Channel["merge"];
  /** Where it says so itself, or is what a run brings; everything else is derived from what is written. */
  readonly trust: Trust | undefined;
  readonly secrecy: Secrecy;
  readonly keep: Channel["keep"];
  readonly isInput: boolean;
  /** Nodes in the order of the document. */
  readonly readBy: readonly string[];
  readonly writtenBy: readonly string[];
  /** True where an outcome gives it back. */
  readonly isGiven: boolean;
}

/** The channels of a document in its order, with who reads and writes each. */
export function channelRows({ reading, manifest }: Pick<View, "reading" | "manifest">): readonly ChannelRow[] {
  const { graph, result } = reading;
  if (graph === undefined) return [];
  const uses = Map.groupBy(channelUses(result, kinds, manifest), ({ channel }) => channel);
  const order = new Map(Object.keys(reading.nodes).map((id, index) => [id, index]));
  const nodes = (name: string, access: "read" | "write"): readonly string[] => {
    const found = (uses.get(name) ?? []).flatMap((use) => (use.access === access && use.node !== undefined ? [use.node] : []));
    return [...new Set(found)].toSorted((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0));
  };
  return [...graph.channels.values()].map(({ name, merge, schema, trust, secrecy, keep }) => ({
    name,
    type: merge === "messages" ? "messages" : (namedType(authored(reading, name)) ?? typeName(schema)),
    merge,
    trust,
    secrecy,
    keep,
    isInput: graph.input.includes(name),
    readBy: nodes(name, "read"),
    writtenBy: nodes(name, "write"),
    isGiven: [...graph.outcomes.values()].some((given) => given.some(({ channel }) => channel === name)),
  }));
}

/** A channel's entry as the document writes it. */
export function authored({ result }: View["reading"], name: string): Json | undefined {
  const state = result.document !== undefined && isJsonObject(result.document) ? result.document["state"] : undefined;
  return state !== undefined && isJsonObject(state) && Object.hasOwn(state, name) ? state[name] : undefined;
}

/** `schemas/invoice.json` is `invoice.json` here; a schema that is written out has no name. */
function namedType(entry: Json | undefined): string | undefined {
  const schema = entry !== undefined && isJsonObject(entry) && Object.hasOwn(entry, "schema") ? entry["schema"] : entry;
  return typeof schema === "string" ? schema.replaceAll(/\bschemas\//g, "") : undefined;
}
