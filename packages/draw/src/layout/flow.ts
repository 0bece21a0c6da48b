import type { ElkEdgeSection, ElkNode } from "elkjs/lib/elk.bundled.js";
import type { Link } from "../picture/links.ts";
import type { Picture } from "../picture/picture.ts";
import type { RegionFrame } from "../picture/regions.ts";
import { targetsOf, type Wire } from "../picture/wires.ts";
import { type Card, inlet, outcomeWidth } from "../svg/measure.ts";
import { folded } from "./fold.ts";
import { ownedNodes, ownerBlock } from "./owners.ts";
import { type Block, emptyPlan, exitKey, moved, type Plan, type Point, together } from "./plan.ts";

const startSize = 26;

/** What is laid out: the lines, and the engine that does it. */
interface Task {
  readonly wires: readonly Wire[];
  readonly links: readonly Link[];
  readonly arrange: (graph: ElkNode) => Promise<ElkNode>;
}

async function ownEngine(): Promise<Task["arrange"]> {
  const { default: elk } = await import("elkjs/lib/elk.bundled.js");
  const engine = new elk.default();
  return (graph) => engine.layout(graph);
}

/** Lays a graph out from left to right; `engine` where elk runs elsewhere, as in a worker of its own. */
export async function flowPlan(picture: Picture, cards: ReadonlyMap<string, Card>, engine?: Task["arrange"]): Promise<Plan> {
  const stubbed = new Set([...cards.values()].flatMap((card) => card.rows.flatMap((row) => row.stub?.wire.id ?? [])));
  const wires = picture.wires.filter((wire) => !stubbed.has(wire.id));
  const owned = ownedNodes(picture);
  const taken = new Set([...owned.values()].flat().map((link) => link.to));
  const task: Task = { wires, links: picture.links.filter((link) => !taken.has(link.to)), arrange: engine ?? (await ownEngine()) };
  let blocks: readonly Block[] = [...cards.keys()].filter((id) => !taken.has(id)).map((id) => ownerBlock(id, cards, owned));
  for (const region of picture.regions.toReversed()) {
    const inside = blocks.filter((block) => [...block.members].some((id) => region.members.has(id)));
    const framed = await regionBlock(region, inside, { ...task, wires: undrawn(wires, inside) });
    blocks = [...blocks.filter((block) => !inside.includes(block)), framed];
  }
  const rest = undrawn(wires, blocks);
  const done = await task.arrange(elkGraph(blocks, rest, task.links));
  return folded(readPlan(done, blocks, rest, task.links), cards);
}

/** Wires that no block shows already. */
function undrawn(wires: readonly Wire[], blocks: readonly Block[]): readonly Wire[] {
  const drawn = new Set(blocks.flatMap((block) => block.wires.map(({ wire }) => wire.id)));
  return wires.filter((wire) => !drawn.has(wire.id));
}

const padding = { side: 16, top: 30, bottom: 16 };

/** A region in its frame, as one piece: entered on the left, left on the right. */
async function regionBlock(region: RegionFrame, blocks: readonly Block[], { wires, links, arrange }: Task): Promise<Block> {
  const inside = (wire: Wire): boolean => wire.from !== undefined && region.members.has(wire.from);
  const leaving = wires.filter((wire) => inside(wire) && !targetsOf(wire).some((to) => region.members.has(to)));
  const exits = new Map(leaving.map((wire) => [exitKey(wire.from ?? "", wire.key), wire]));
  const within = wires.filter((wire) => inside(wire) && !leaving.includes(wire));
  const graph = elkGraph(blocks, within, links);
  const left = { id: "in", width: 1, height: 1, layoutOptions: { "elk.layered.layering.layerConstraint": "FIRST" } };
  const right = [...exits.keys()].map((key) => ({ id: `out ${key}`, width: 1, height: 1, layoutOptions: { "elk.layered.layering.layerConstraint": "LAST" } }));
  const opener = blocks.findIndex((block) => block.members.has(region.opener));
  const done = await arrange({
    ...graph,
    children: [left, ...(graph.children ?? []), ...right],
    edges: [
      { id: "in", sources: ["in"], targets: [`${opener} in`] },
      ...(graph.edges ?? []),
      ...[...exits].map(([key, wire]) => ({ id: `out ${key}`, sources: [portOf(blocks, wire)], targets: [`out ${key}`] })),
    ],
  });
  const offset = { x: padding.side, y: padding.top - 12 };
  const plan = moved(readPlan(done, blocks, within, links), offset.x, offset.y);
  const width = (done.width ?? 0) + padding.side * 2;
  const height = (done.height ?? 0) + padding.top + padding.bottom - 24;
  const path = (id: string): readonly Point[] => pointsOf(done, id).map(({ x, y }) => ({ x: x + offset.x, y: y + offset.y }));
  const entering = path("in");
  return {
    ...plan,
    width,
    height,
    frames: [{ x: 0, y: 0, width, height, many: region.many }, ...plan.frames],
    members: region.members,
    entry: [{ x: 0, y: entering[0]?.y ?? inlet }, ...entering.slice(1), ...entryOf(blocks, done, opener, offset)],
    exits: new Map(
      [...exits].map(([key, wire]) => {
        const points = path(`out ${key}`);
        return [key, [...exitOf(blocks, done, wire, offset), ...points.slice(0, -1), { x: width, y: points.at(-1)?.y ?? 0 }]];
      }),
    ),
  };
}

/** Links between two of these blocks: those with one end elsewhere are drawn where both are. */
function linksBetween(blocks: readonly Block[], links: readonly Link[]): readonly (Link & { readonly id: string; readonly ends: readonly [number, number] })[] {
  return links.flatMap((link) => {
    const ends = [blockOf(blocks, link.from), blockOf(blocks, link.to)] as const;
    return ends.includes(-1) || ends[0] === ends[1] ? [] : [{ ...link, ends, id: `link ${link.from} ${link.to}` }];
  });
}

/** Blocks and wires in elk's words. */
function elkGraph(blocks: readonly Block[], wires: readonly Wire[], links: readonly Link[]): ElkNode {
  const outcomes = wires.flatMap((wire) =>
    wire.to.type === "outcome" ? [{ id: `end ${wire.id}`, width: outcomeWidth(wire.to.outcome), height: startSize }] : [],
  );
  const starts = wires.some((wire) => wire.from === undefined);
  const tied = linksBetween(blocks, links);
  const port = (id: string, side: string, x: number, y: number) => ({ id, x, y, width: 0, height: 0, layoutOptions: { "elk.port.side": side } });
  return {
    id: "graph",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.edgeRouting": "ORTHOGONAL",
      "elk.spacing.nodeNode": "28",
      "elk.spacing.edgeNode": "18",
      "elk.spacing.edgeEdge": "12",
      "elk.spacing.componentComponent": "36",
      "elk.layered.spacing.nodeNodeBetweenLayers": "44",
      "elk.layered.spacing.edgeNodeBetweenLayers": "18",
      "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
      "elk.layered.feedbackEdges": "true",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
      "elk.layered.cycleBreaking.strategy": "DEPTH_FIRST",
    },
    children: [
      ...(starts ? [{ id: "start", width: startSize, height: startSize }] : []),
      ...blocks.map((block, index) => ({
        id: String(index),
        width: block.width,
        height: block.height,
        layoutOptions: { "elk.portConstraints": "FIXED_POS" },
        ports: [
          port(`${index} in`, "WEST", 0, block.entry[0]?.y ?? inlet),
          ...(tied.some(({ ends }) => ends.includes(index)) ? [port(`${index} tie`, "SOUTH", 26, block.height)] : []),
          ...[...block.exits].map(([key, points]) => port(`${index} ${key}`, "EAST", block.width, points.at(-1)?.y ?? inlet)),
        ],
      })),
      ...outcomes,
    ],
    edges: [
      ...wires.map((wire) => ({
        id: `wire ${wire.id}`,
        sources: [portOf(blocks, wire)],
        targets: [entranceOf(blocks, wire)],
        layoutOptions: { "elk.layered.priority.direction": "5", "elk.layered.priority.straightness": "5", "elk.layered.priority.shortness": "5" },
      })),
      ...tied.map(({ id, ends: [from, to] }) => ({ id, sources: [`${from} tie`], targets: [`${to} tie`] })),
    ],
  };
}

function portOf(blocks: readonly Block[], wire: Wire): string {
  if (wire.from === undefined) return "start";
  return `${blockOf(blocks, wire.from)} ${exitKey(wire.from, wire.key)}`;
}

function entranceOf(blocks: readonly Block[], wire: Wire): string {
  return wire.to.type === "outcome" ? `end ${wire.id}` : `${blockOf(blocks, wire.to.node)} in`;
}

function blockOf(blocks: readonly Block[], node: string): number {
  return blocks.findIndex((block) => block.members.has(node));
}

/** What elk found, with everything that lies inside the blocks. */
function readPlan(done: ElkNode, blocks: readonly Block[], wires: readonly Wire[], links: readonly Link[]): Plan {
  const placed = blocks.map((block, index) => moved(block, ...cornerOf(done, String(index))));
  const none: Point = { x: 0, y: 0 };
  const own: Plan = {
    ...emptyPlan,
    wires: wires.map((wire) => ({
      wire,
      points: [
        ...(wire.from === undefined ? [] : exitOf(blocks, done, wire, none)),
        ...pointsOf(done, `wire ${wire.id}`),
        ...(wire.to.type === "outcome" ? [] : entryOf(blocks, done, blockOf(blocks, wire.to.node), none)),
      ],
    })),
    links: linksBetween(blocks, links).map(({ id, from, to, label }) => ({ link: { from, to, label }, points: pointsOf(done, id) })),
    outcomes: wires.flatMap((wire) => (wire.to.type === "outcome" ? [{ wire, at: pointAt(cornerOf(done, `end ${wire.id}`)) }] : [])),
    start: done.children?.some((child) => child.id === "start") === true ? pointAt(cornerOf(done, "start")) : undefined,
  };
  return together([...placed, own], done.width ?? 0, done.height ?? 0);
}

/** The way from a port to its block's border. */
function exitOf(blocks: readonly Block[], done: ElkNode, wire: Wire, offset: Point): readonly Point[] {
  const index = blockOf(blocks, wire.from ?? "");
  const [dx, dy] = cornerOf(done, String(index));
  return (blocks[index]?.exits.get(exitKey(wire.from ?? "", wire.key)) ?? []).map(({ x, y }) => ({ x: x + dx + offset.x, y: y + dy + offset.y }));
}

/** The way from a block's border to what is entered in it. */
function entryOf(blocks: readonly Block[], done: ElkNode, index: number, offset: Point): readonly Point[] {
  const [dx, dy] = cornerOf(done, String(index));
  return (blocks[index]?.entry ?? []).map(({ x, y }) => ({ x: x + dx + offset.x, y: y + dy + offset.y }));
}

function cornerOf(done: ElkNode, id: string): readonly [number, number] {
  const child = done.children?.find((each) => each.id === id);
  return [child?.x ?? 0, child?.y ?? 0];
}

function pointAt([x, y]: readonly [number, number]): Point {
  return { x, y };
}

function pointsOf(done: ElkNode, id: string): readonly Point[] {
  const sections: readonly ElkEdgeSection[] = done.edges?.find((edge) => edge.id === id)?.sections ?? [];
  return sections.flatMap((section) => [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]);
}
