import type { Point } from "../layout/plan.ts";
import type { Palette } from "../palette.ts";
import { iconPath } from "./icons.ts";
import { drawStub } from "./lines.ts";
import { type Card, faces, inlet, type SizedRow } from "./measure.ts";
import { type Face, textWidth } from "./text.ts";
import { outline, slope, tile } from "./silhouette.ts";
import { element, pixels, words } from "./xml.ts";

/** Draws one node: its family's outline, tile and icon, title and kind, facts, and its ports with what ends there. */
export function drawCard(card: Card, at: Point, palette: Palette): string {
  const { node, width, height } = card;
  const family = node.appearance?.family;
  const path = outline(family, width, height);
  const sheet = { fill: palette.surface, stroke: palette.nodeLine, "stroke-width": 1.25 };
  return element(
    "g",
    { "data-node": node.id, transform: `translate(${pixels(at.x)} ${pixels(at.y)})` },
    `<title>${words(`${node.title} (${node.id}): ${node.subtitle}`)}</title>`,
    ...(family === "elsewhere" ? [element("path", { d: path, transform: "translate(4 -4)", ...sheet })] : []),
    element("path", { d: path, ...sheet, ...(family === undefined ? { fill: palette.canvas, "stroke-dasharray": "4 4" } : {}) }),
    ...(node.appearance === undefined ? unread(card, palette) : mark(node.appearance, card.left - 34, palette)),
    line(card.title, card.left, 20.5, faces.title, palette.text),
    line(card.subtitle, card.left, 34.5, faces.small, palette.hint),
    ...card.chips.flatMap((chip) => [
      element("rect", { x: chip.x, y: 45, width: chip.width, height: 18, rx: 5, fill: palette.chip }),
      icon(chip.icon, chip.x + 5, 48, 12, palette.secondary, 2),
      line(chip.text, chip.x + 21, 58, faces.chip, palette.secondary),
    ]),
    element("circle", { cx: 0, cy: inlet, r: 3.5, fill: palette.edge }),
    ...card.rows.flatMap((row) => port(row, card, palette)),
  );
}

/** Text in the room that was measured for it: a font that runs wider or narrower than the table is fitted in. */
function line(text: string, x: number, y: number, face: Face, fill: string): string {
  const length = text === "" ? {} : { textLength: textWidth(text, face), lengthAdjust: "spacingAndGlyphs" };
  return element("text", { x, y, "font-size": face.size, "font-weight": face.weight, fill, ...length }, words(text));
}

function mark({ family, icon: name }: NonNullable<Card["node"]["appearance"]>, x: number, palette: Palette): readonly string[] {
  const { solid, tint } = palette.families[family];
  const [size, left, top] = family === "flow" ? [13, 6.5, 6.5] : family === "elsewhere" ? [14, 4.2, 8.3] : [15, 5.5, 5.5];
  return [
    element(
      "g",
      { transform: `translate(${pixels(x)} 10)` },
      ...(family === "elsewhere"
        ? [element("rect", { x: 5.2, y: -1, width: 21.8, height: 21.8, rx: 5.2, fill: tint, stroke: solid, "stroke-width": 1.25 })]
        : []),
      element("path", { d: tile(family), fill: solid }),
      icon(name, left, top, size, palette.surface, 2),
    ),
  ];
}

function unread(card: Card, palette: Palette): readonly string[] {
  return [icon("circle-question-mark", card.left - 30, 13, 20, palette.hint, 1.75)];
}

/** A lucide icon, from its grid of 24 brought to a size. */
export function icon(name: string, x: number, y: number, size: number, colour: string, width: number): string {
  const scale = Math.round((size / 24) * 1000) / 1000;
  return element("path", {
    d: iconPath(name),
    transform: `translate(${pixels(x)} ${pixels(y)}) scale(${scale})`,
    fill: "none",
    stroke: colour,
    "stroke-width": width,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
}

/** Round where the way is the happy one, else square; fainter where every node has it. */
function port(row: SizedRow, card: Card, palette: Palette): readonly string[] {
  const x = card.width - slope(card.node.appearance?.family, card.height, row.y);
  const look = { fill: palette.surface, stroke: row.faint ? palette.edgeMuted : palette.edge, "stroke-width": 1.5 };
  const label = { x: card.width - 12, y: row.y + 4, "text-anchor": "end", fill: row.happy ? palette.secondary : palette.hint };
  return [
    ...(row.shown ? [element("text", label, words(row.label))] : []),
    ...(row.stub === undefined ? [] : [drawStub(row.stub, { x, y: row.y }, row, palette)]),
    row.happy ? element("circle", { cx: x, cy: row.y, r: 4, ...look }) : element("rect", { x: x - 3.5, y: row.y - 3.5, width: 7, height: 7, rx: 1.5, ...look }),
  ];
}
