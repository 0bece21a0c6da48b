import { type Appearance, type Graph, kindContext, type KindContext, type Kinds } from "@baton/core";
import { targetsOf, type Wire, wiresByNode, wiresOf } from "./wires.ts";
import { type Link, linksOf } from "./links.ts";
import { type RegionFrame, regionsOf } from "./regions.ts";

/** One way out of a node, as a row of its card. */
export interface PictureRow {
  /** Key of the wires that leave here. */
  readonly key: string;
  readonly label: string;
  readonly happy: boolean;
  /** True for `failed`: drawn fainter, as every node could have it. */
  readonly faint: boolean;
  /** True for the way out that an edge without a port means: `a -> b`. */
  readonly implied: boolean;
}

/** A fact shown on a card, with a lucide icon. */
export interface Fact {
  readonly icon: string;
  readonly text: string;
}

/** A node as it is drawn. */
export interface PictureNode {
  readonly id: string;
  readonly title: string;
  /** The kind's title, and what says most about this node: `Tool · release_payment`. */
  readonly subtitle: string;
  /** Undefined for a node that edges name and the document does not explain. */
  readonly appearance: Appearance | undefined;
  readonly rows: readonly PictureRow[];
  readonly facts: readonly Fact[];
}

/** What there is to draw of a graph, before any choice of form. */
export interface Picture {
  readonly title: string;
  readonly goal: string;
  readonly nodes: ReadonlyMap<string, PictureNode>;
  /** The wire from `start` first. */
  readonly wires: readonly Wire[];
  /** What nodes have to do with each other besides edges: a review with the call it approves, an owner with its workers. */
  readonly links: readonly Link[];
  /** Concurrent regions, outer ones before those inside. */
  readonly regions: readonly RegionFrame[];
}

/** Collects what is drawn of a graph. Kinds answer for their nodes; a document with errors gives what could be read of it. */
export function pictureOf(graph: Graph, kinds: Kinds): Picture {
  const wires = wiresOf(graph);
  const leaving = wiresByNode(wires);
  const nodes = new Map<string, PictureNode>();
  const questions = new Map<string, Question>();
  for (const node of graph.nodes.values()) {
    const kind = kinds.get(node.kind);
    if (kind === undefined) continue;
    const question = { kind, config: node.config, context: kindContext(graph, kinds, { tools: {} }, node) };
    questions.set(node.id, question);
    nodes.set(node.id, explained(question, node.title, leaving));
  }
  const regions = regionsOf(questions, wires);
  const links = linksOf(questions, regions);
  const named = [...wires.flatMap((wire) => [...(wire.from === undefined ? [] : [wire.from]), ...targetsOf(wire)]), ...links.map((link) => link.to)];
  for (const id of [...graph.nodes.keys(), ...named]) {
    if (!nodes.has(id)) nodes.set(id, { id, title: id, subtitle: "not understood", appearance: undefined, rows: rowsOf([], leaving.get(id) ?? []), facts: [] });
  }
  return { title: graph.title, goal: graph.goal, nodes, wires, links, regions };
}

/** A node with the kind that answers for it. */
export interface Question {
  readonly kind: Kinds extends ReadonlyMap<string, infer Kind> ? Kind : never;
  readonly config: unknown;
  readonly context: KindContext;
}

function explained({ kind, config, context }: Question, title: string | undefined, leaving: ReadonlyMap<string, readonly Wire[]>): PictureNode {
  const { id } = context;
  const tools = kind.tools(config, context);
  const call = tools.find((use) => use.complete === true);
  const named = title !== undefined && title.trim() !== "" && title !== id;
  const detail = named ? id : call?.tool;
  const ports = kind.ports(config, context).map((port) => ({ name: port.name, happy: port.happy === true, explicit: port.explicit === true }));
  return {
    id,
    title: named ? title : id,
    subtitle: detail === undefined ? kind.title : `${kind.title} · ${detail}`,
    appearance: kind.appearance,
    rows: rowsOf(ports, leaving.get(id) ?? []),
    facts: [
      ...counted(
        "wrench",
        tools.map((use) => use.tool).filter((tool) => tool !== detail),
        "tools",
      ),
      ...counted(
        "book-open",
        kind.files(config).flatMap((use) => (use.type === "knowledge" ? [use.file.replace(/^.*\//, "")] : [])),
        "files",
      ),
      ...counted(
        "users-round",
        kind.host(config, context).flatMap((use) => (use.type === "role" ? [use.name] : [])),
        "roles",
      ),
    ].slice(0, 2),
  };
}

function counted(icon: string, names: readonly string[], plural: string): readonly Fact[] {
  const [first, ...more] = [...new Set(names)];
  if (first === undefined) return [];
  return [{ icon, text: more.length === 0 ? first : `${more.length + 1} ${plural}` }];
}

/** The kind's ports, then those that only edges name (`failed`, or a mistake); a bounded edge's other way has a row of its own. */
function rowsOf(ports: readonly { readonly name: string; readonly happy: boolean; readonly explicit: boolean }[], own: readonly Wire[]): readonly PictureRow[] {
  const known = new Set(ports.map((port) => port.name));
  const others = [...new Set(own.map((wire) => wire.port))]
    .filter((port) => !known.has(port))
    .map((name) => ({ name, happy: ports.length === 0, explicit: true }));
  const all = [...ports, ...others].filter((port, index, each) => each.findIndex(({ name }) => name === port.name) === index);
  return all.flatMap(({ name, happy, explicit }, index): readonly PictureRow[] => {
    const from = own.filter((wire) => wire.port === name);
    const max = from.find((wire) => wire.max !== undefined)?.max;
    const faint = name === "failed";
    const row = {
      key: name,
      label: max === undefined ? name : `${name} ≤ ${max}`,
      happy: happy && !faint,
      faint,
      implied: index === 0 && !explicit && max === undefined,
    };
    const beyond = from.find((wire) => wire.beyond !== undefined);
    return beyond === undefined ? [row] : [row, { key: beyond.key, label: `after ${beyond.beyond}`, happy: false, faint, implied: false }];
  });
}
