import { applyEdits, type Edit, isJsonObject, type Json, type JsonObject } from "@baton/core";
import type { Change } from "../document/change.ts";
import { authoredEdges } from "../document/commands/edges.ts";
import { freeName } from "../document/commands/names.ts";
import { type Place, type Places, withPlaces } from "../document/commands/places.ts";
import { rootFile } from "../document/files.ts";
import type { View } from "../document/reading.ts";
import type { Clip } from "./clip.ts";
import { renamed } from "./rename-all.ts";

/** What a paste does, and the steps that it brings. */
export interface Pasted {
  readonly change: Change;
  readonly nodes: readonly string[];
}

/** Steps from the clipboard, under names that are free, with the channels and files that are not here yet. */
export function pasted(view: View, seen: Places, clip: Clip, at: Place): Pasted {
  const named = withFreeFiles(view, clip);
  const names = new Map<string, string>();
  const given = new Set<string>();
  for (const id of Object.keys(named.nodes)) {
    const name = freeName(view, id, given);
    given.add(name);
    names.set(id, name);
  }
  const moves = new Map([...names].filter(([id, to]) => id !== to));
  const { nodes, edges } = renamed(named, moves, view.manifest);
  const ids = Object.keys(nodes);
  const places = ids.map((id, index): readonly [string, Place] => {
    const from = [...names].find(([, to]) => to === id)?.[0] ?? id;
    const [x, y] = named.places[from] ?? [(index % 5) * 220, Math.floor(index / 5) * 130];
    return [id, { x: at.x + x, y: at.y + y }];
  });
  const own = new Set(ids);
  const placed = Object.keys(clip.places).length > 0 || Object.keys(view.layout.nodes).length > 0;
  return {
    nodes: ids,
    change: {
      edits: [
        ...Object.entries(missingChannels(view, clip)).map(([name, entry]): Edit => ({ op: "insert", path: ["state", name], value: entry })),
        ...Object.entries(nodes).map(([id, node]): Edit => ({ op: "insert", path: ["nodes", id], value: node })),
        ...edgeEdits(view, edges, own),
      ],
      files: newFiles(view, named),
      ...(placed ? { layout: withPlaces(view.layout, [...seen, ...places], (id) => own.has(id) || Object.hasOwn(view.reading.nodes, id)) } : {}),
    },
  };
}

/** A whole `graph.yaml` in place of a document without steps; it keeps the id that its folder is known by. */
export function pastedWhole(view: View, text: string, files: Readonly<Record<string, string>> = {}): Change {
  const root = rootFile(view.files);
  const { document } = view.reading.result;
  const id = document !== undefined && isJsonObject(document) ? document["id"] : undefined;
  const whole = id === undefined ? text : applyEdits(text, [{ op: "set", path: ["id"], value: id }]);
  return { files: { ...files, [root]: whole } };
}

/** True where there is nothing yet that a whole graph would do away with. */
export function isEmpty({ reading }: Pick<View, "reading">): boolean {
  return Object.keys(reading.nodes).length === 0;
}

/** A file that is here with another text comes under a name of its own, and the steps name that. */
function withFreeFiles(view: View, clip: Clip): Clip {
  const taken = Object.entries(clip.files).filter(([path, text]) => view.files[path] !== undefined && view.files[path] !== text);
  if (taken.length === 0) return clip;
  const moves = new Map(taken.map(([path]) => [path, freePath(view, path)]));
  const move = (value: Json): Json => {
    if (typeof value === "string") return moves.get(value) ?? value;
    if (Array.isArray(value)) return value.map(move);
    return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, move(each)])) : value;
  };
  const nodes = Object.fromEntries(
    Object.entries(clip.nodes).map(([id, node]): readonly [string, JsonObject] => {
      const next = move(node);
      return [id, isJsonObject(next) ? next : node];
    }),
  );
  return { ...clip, nodes, files: Object.fromEntries(Object.entries(clip.files).map(([path, text]) => [moves.get(path) ?? path, text])) };
}

function freePath({ files }: View, path: string): string {
  const dot = path.lastIndexOf(".");
  for (let number = 2; ; number += 1) {
    const next = `${path.slice(0, dot)}_${number}${path.slice(dot)}`;
    if (!Object.hasOwn(files, next)) return next;
  }
}

function newFiles({ files }: View, clip: Clip): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(clip.files).filter(([path]) => !Object.hasOwn(files, path)));
}

function missingChannels({ reading }: View, { state }: Clip): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([name]) => reading.graph?.channels.has(name) === false && !Object.hasOwn(reading.nodes, name)));
}

/** Wires among what is pasted; those that end the run only by outcomes that there are here, and a start only where there is none. */
function edgeEdits(view: View, edges: readonly Json[], own: ReadonlySet<string>): readonly Edit[] {
  const here = authoredEdges(view);
  const starts = here.some((edge) => edge.from.type === "start");
  const fits = edges.flatMap((item): readonly Json[] => {
    const text = typeof item === "string" ? item : isJsonObject(item) && typeof item["edge"] === "string" ? item["edge"] : "";
    const [from = "", to = ""] = text.split("->").map((side) => side.trim());
    const [node = ""] = from.split(".");
    const leads = own.has(to) || (/^end(?:\.|$)/.test(to) && view.reading.graph?.outcomes.has(to.slice(4) || "done") === true);
    return leads && (own.has(node) || (node === "start" && !starts)) ? [item] : [];
  });
  if (fits.length === 0) return [];
  const { document } = view.reading.result;
  const items = document !== undefined && isJsonObject(document) ? document["edges"] : undefined;
  if (!Array.isArray(items)) return [{ op: "set", path: ["edges"], value: fits }];
  return fits.map((item, index): Edit => ({ op: "insert", path: ["edges", items.length + index], value: item }));
}
