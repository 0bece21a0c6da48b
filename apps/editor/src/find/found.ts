import type { View } from "../document/reading.ts";
import { textHits } from "./texts.ts";
import { type Sought, soughtIn, usesOf } from "./uses.ts";

export const groups = ["commands", "nodes", "texts", "channels", "tools", "uses", "graphs", "runs"] as const;

/** What choosing a result does. */
export type Target =
  | { readonly type: "node"; readonly node: string }
  /** A place in a file that a node names. */
  | { readonly type: "text"; readonly node: string; readonly file: string; readonly start: number; readonly end: number }
  | { readonly type: "uses"; readonly of: Sought }
  | { readonly type: "graph"; readonly graph: string }
  | { readonly type: "command"; readonly command: string }
  | { readonly type: "run"; readonly run: () => void };

/** One result. */
export interface Found {
  readonly id: string;
  readonly group: (typeof groups)[number];
  readonly title: string;
  readonly detail: string;
  readonly target: Target;
}

/** Those that a query fits: every word of it stands in the title or the detail; those whose title begins with it come first. */
export function fitting(all: readonly Found[], query: string): readonly Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = all.filter(({ title, detail }) => words.every((word) => `${title} ${detail}`.toLowerCase().includes(word)));
  const rank = ({ title }: Found): number => (title.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return fits.toSorted((one, other) => groups.indexOf(one.group) - groups.indexOf(other.group) || rank(one) - rank(other));
}

/** Nodes, channels and tools of the open graph. */
export function thingsIn(view: View): readonly Found[] {
  const nodes = [...(view.reading.graph?.nodes.values() ?? [])].map(({ id, kind, title }): Found => {
    const named = title !== undefined && title !== id;
    return { id: `node ${id}`, group: "nodes", title: named ? title : id, detail: named ? `${kind} · ${id}` : kind, target: { type: "node", node: id } };
  });
  const sought = soughtIn(view).map((of): Found => {
    const uses = usesOf(view, of).length;
    return {
      id: `${of.type} ${of.name}`,
      group: of.type === "channel" ? "channels" : "tools",
      title: of.name,
      detail: String(uses),
      target: { type: "uses", of },
    };
  });
  return [...nodes, ...sought];
}

/** Places in nodes' texts and files that hold the query. */
export function textsIn(view: View, query: string): readonly Found[] {
  return textHits(view, query).map(({ node, where, line, at }, index) => ({
    id: `text ${index}`,
    group: "texts",
    title: line,
    detail: `${node} · ${where}`,
    target: at === undefined ? { type: "node", node } : { type: "text", node, ...at },
  }));
}

/** Nodes that use one thing; `words` says how. */
export function usesIn(view: View, of: Sought, words: (how: ReturnType<typeof usesOf>[number]["how"]) => string): readonly Found[] {
  return usesOf(view, of).map(({ node, how }) => ({
    id: `use ${node}`,
    group: "uses",
    title: view.reading.graph?.nodes.get(node)?.title ?? node,
    detail: words(how),
    target: { type: "node", node },
  }));
}
