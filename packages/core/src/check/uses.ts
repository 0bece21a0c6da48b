import type { Path } from "../diagnostics/diagnostic.ts";
import type { ReadResult } from "../document/read.ts";
import { type NamedIn, namesIn } from "../expression/names-in.ts";
import type { HostManifest } from "../host/manifest.ts";
import type { Json } from "../json.ts";
import type { Kinds } from "../kind/kind.ts";
import { regionsOf } from "../kind/regions.ts";
import { buildModel, isMapping, type Model, type ModelNode, valueAt } from "./model.ts";

/** How a place names a channel: as its text (`x`, `x?`), as a key, inside an expression, or as an input of a prompt's file. */
type Naming =
  | { readonly type: "text" }
  | { readonly type: "key" }
  | { readonly type: "expression"; readonly at: readonly NamedIn[] }
  | { readonly type: "prompt"; readonly file: string };

/** One place of a document that names a channel; its declaration is none. */
export interface ChannelUse {
  readonly channel: string;
  /** `passes`: an owner lets those that it owns see it. */
  readonly access: "read" | "write" | "passes";
  /** The node that reads or writes; undefined for inputs, outcomes and policies. */
  readonly node?: string;
  readonly path: Path;
  readonly naming: Naming;
}

/** Every place where a graph that was read names a channel, in no order that means anything. */
export function channelUses(read: ReadResult, kinds: Kinds, manifest: HostManifest): readonly ChannelUse[] {
  if (read.graph === undefined) return [];
  const model = buildModel(read, read.graph, kinds, manifest);
  const uses = [...ofDocument(model), ...[...model.nodes.values()].flatMap((node) => ofNode(model, node))];
  return uses.filter(({ channel }) => model.graph.channels.has(channel));
}

function ofDocument({ document, graph }: Model): readonly ChannelUse[] {
  const input = graph.input.map((channel, index): ChannelUse => ({ channel, access: "write", path: ["input", index], naming: { type: "text" } }));
  const outcomes = [...graph.outcomes].flatMap(([outcome, given]) =>
    given.map(({ channel }, index): ChannelUse => ({ channel, access: "read", path: ["outcomes", outcome, index], naming: { type: "text" } })),
  );
  const policies = graph.policies.flatMap(({ path }) => inValue(valueAt(document, [...path, "when"]), [...path, "when"], "expression"));
  return [...input, ...outcomes.filter(({ path }) => valueAt(document, path) !== undefined), ...policies];
}

function ofNode(model: Model, node: ModelNode): readonly ChannelUse[] {
  const { id, kind, context } = node;
  const { config } = node.node;
  const own = context.locals();
  const at = (path: Path): Path => placed(model, node, path);
  const values = node.values.flatMap((use) => [
    ...inValue(valueAt(model.document, at(use.path)), at(use.path), use.place),
    ...(use.writes === undefined ? [] : written(model, use.writes, at(use.path))),
  ]);
  const writes = ["writes", "writesOn"].flatMap((key) => ofWrites(model, at([key]), key === "writesOn"));
  const reads = kind.reads(config, context).flatMap(({ channel, path }): readonly ChannelUse[] => {
    const where = [at(path), [...at(path), "channel"]].find((each) => valueAt(model.document, each) === channel);
    if (where !== undefined) return [{ channel, access: "read", path: where, naming: { type: "text" } }];
    const file = valueAt(model.document, at(path));
    return typeof file === "string" ? [{ channel, access: "read", path: at(path), naming: { type: "prompt", file } }] : [];
  });
  const passes = kind
    .owns(config)
    .flatMap((owned) => owned.passes.map(({ channel, path }): ChannelUse => ({ channel, access: "passes", path: at(path), naming: { type: "text" } })));
  const seen = [...values, ...writes, ...reads].filter(({ channel }) => !Object.hasOwn(own, channel));
  return [...seen, ...unique(passes), ...ofCollect(model, node)].map((use) => ({ ...use, node: id }));
}

/** What a join collects is evaluated in its branches, which may have channels of their own. */
function ofCollect({ document, graph, kinds, manifest }: Model, { id, region }: ModelNode): readonly ChannelUse[] {
  if (region?.type !== "closes" || region.collect === undefined) return [];
  const own = regionsOf(graph, kinds, manifest).get(region.of)?.opens.locals ?? {};
  const path = ["nodes", id, ...region.collect.path];
  return inValue(valueAt(document, path), path, "expression").filter(({ channel }) => !Object.hasOwn(own, channel));
}

/** `writes` in short or in full; `writesOn` has one of these for each port. */
function ofWrites(model: Model, path: Path, byPort: boolean): readonly ChannelUse[] {
  const value = valueAt(model.document, path);
  if (byPort) return isMapping(value) ? Object.keys(value).flatMap((port) => ofWrites(model, [...path, port], false)) : [];
  if (typeof value === "string") return [{ channel: value, access: "write", path, naming: { type: "text" } }];
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([channel, each]) => [
    { channel, access: "write" as const, path: [...path, channel], naming: { type: "key" as const } },
    ...inValue(each, [...path, channel], "expression"),
  ]);
}

/** A tool's own write: its path ends with the channel where that is a key, and leads nowhere where it is written in short. */
function written({ document }: Model, channel: string, path: Path): readonly ChannelUse[] {
  if (valueAt(document, path) !== undefined) return [{ channel, access: "write", path, naming: { type: "key" } }];
  const short = path.slice(0, -1);
  return valueAt(document, short) === channel ? [{ channel, access: "write", path: short, naming: { type: "text" } }] : [];
}

function inValue(value: Json | undefined, path: Path, place: "expression" | "template"): readonly ChannelUse[] {
  if (typeof value === "string") {
    const names = Map.groupBy(namesIn(value, place), ({ name }) => name);
    return [...names].map(([channel, at]) => ({ channel, access: "read", path, naming: { type: "expression", at } }));
  }
  const inside = Array.isArray(value) ? [...value.entries()] : isMapping(value) ? Object.entries(value) : [];
  return inside.flatMap(([key, each]) => inValue(each, [...path, key], place));
}

/** Where something of a node stands: in the node, or among the defaults of its kind. */
function placed({ document }: Model, { id, node }: ModelNode, path: Path): Path {
  const here = ["nodes", id, ...path];
  const shared = ["defaults", node.kind, ...path];
  return valueAt(document, here) === undefined && valueAt(document, shared) !== undefined ? shared : here;
}

function unique(uses: readonly ChannelUse[]): readonly ChannelUse[] {
  return [...new Map(uses.map((use) => [JSON.stringify(use.path), use])).values()];
}
