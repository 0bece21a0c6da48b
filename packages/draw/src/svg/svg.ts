import type { Graph, Kinds, Layout } from "@baton/core";
import { fixedPlan } from "../layout/fixed.ts";
import { flowPlan } from "../layout/flow.ts";
import type { Plan } from "../layout/plan.ts";
import { type Palette, palettes, type Scheme } from "../palette.ts";
import { type Picture, pictureOf } from "../picture/picture.ts";
import { targetName } from "../picture/wires.ts";
import { boundsOf } from "./bounds.ts";
import { drawCard } from "./card.ts";
import { drawFrames, drawLinks, drawOutcomes, drawStart, drawWires } from "./lines.ts";
import { type Card, cardOf } from "./measure.ts";
import { element, pixels, words } from "./xml.ts";

/** How a graph is drawn. */
export interface SvgOptions {
  readonly scheme: Scheme;
  /** Positions that people gave; used where they name every node. */
  readonly layout?: Layout;
}

const fonts = "Inter, ui-sans-serif, system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif";
const margin = 24;

/** Draws a graph as SVG that needs nothing else: no scripts, no references. The same document gives the same text. */
export async function svg(graph: Graph, kinds: Kinds, { scheme, layout }: SvgOptions): Promise<string> {
  const picture = pictureOf(graph, kinds);
  const cards = new Map([...picture.nodes].map(([id, node]): [string, Card] => [id, cardOf(node, picture.wires)]));
  const plan = (layout === undefined ? undefined : fixedPlan(picture, cards, layout)) ?? (await flowPlan(picture, cards));
  const { x, y, width, height } = boundsOf(plan, cards, margin);
  const palette = palettes[scheme];
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: [x, y, width, height].map(pixels).join(" "),
      role: "img",
      "font-family": fonts,
      "font-size": 11,
    },
    `<title>${words(picture.title)}</title>`,
    `<desc>${words(described(picture))}</desc>`,
    element("rect", { x, y, width, height, rx: 12, fill: palette.canvas }),
    ...drawn(picture, plan, cards, palette).map((part) => `\n${part}`),
    "\n",
  )}\n`;
}

function drawn(picture: Picture, plan: Plan, cards: ReadonlyMap<string, Card>, palette: Palette): readonly string[] {
  return [
    ...drawFrames(plan, palette),
    ...drawWires(plan, picture, palette),
    ...drawOutcomes(plan, palette),
    ...drawStart(plan, palette),
    ...[...cards.values()].map((card) => drawCard(card, plan.cards.get(card.node.id) ?? { x: 0, y: 0 }, palette)),
    ...drawLinks(plan, palette),
  ];
}

/** The drawing in words, for whoever hears it. */
function described({ goal, nodes, wires, links }: Picture): string {
  const name = (id: string): string => nodes.get(id)?.title ?? id;
  const lines = wires.map(({ from, port, to, max, beyond }) => {
    const target = to.type === "node" ? name(to.node) : targetName(to);
    const often = max === undefined ? "" : `, at most ${max} times`;
    if (from === undefined) return `Starts with ${target}.`;
    return `${name(from)}, ${port}${beyond === undefined ? "" : `, after ${beyond} times`}: to ${target}${often}.`;
  });
  return [goal, ...lines, ...links.map(({ from, to, label }) => `${name(from)}, ${label}: ${name(to)}.`)].filter((line) => line !== "").join(" ");
}
