import type { Plan, Point } from "../layout/plan.ts";
import type { Palette } from "../palette.ts";
import type { Picture } from "../picture/picture.ts";
import type { Wire } from "../picture/wires.ts";
import { regionLabel } from "../words.ts";
import { icon } from "./card.ts";
import { faces, outcomeWidth, type Stub } from "./measure.ts";
import { roundedPath } from "./rounded-path.ts";
import { textWidth } from "./text.ts";
import { element, pixels, words } from "./xml.ts";

/** How a line looks: what goes well is solid, any other outcome dashed, failures fainter too. */
function look({ happy, faint }: { readonly happy: boolean; readonly faint: boolean }, palette: Palette): Readonly<Record<string, string | number>> {
  const stroke = faint ? palette.edgeMuted : palette.edge;
  return { fill: "none", stroke, "stroke-width": 1.5, ...(happy ? {} : { "stroke-dasharray": "5 4" }) };
}

const flow = { happy: true, faint: false };

/** The wires, each with an arrow at its end. */
export function drawWires({ wires }: Plan, { nodes }: Picture, palette: Palette): readonly string[] {
  return wires.map(({ wire, points }) => {
    const row = (wire.from === undefined ? undefined : nodes.get(wire.from)?.rows.find((each) => each.key === wire.key)) ?? flow;
    const end = points.at(-1) ?? { x: 0, y: 0 };
    return element(
      "g",
      { "data-edge": wire.id },
      element("path", { d: roundedPath(points, 9), ...look(row, palette) }),
      arrow(end, row.faint ? palette.edgeMuted : palette.edge),
    );
  });
}

function arrow({ x, y }: Point, fill: string): string {
  return element("path", { d: `M${pixels(x - 3)},${pixels(y)}l-6.8,-3.8v7.6z`, fill });
}

/** What belongs together without an edge: dotted, with a ring at the end and no arrow, as it says nothing of order. */
export function drawLinks({ links }: Plan, palette: Palette): readonly string[] {
  const colour = palette.families.think.solid;
  return links.map(({ link, points }) => {
    const [first, last] = [points[0] ?? { x: 0, y: 0 }, points.at(-1) ?? { x: 0, y: 0 }];
    // One word for all that an owner names alike.
    const alike = links.filter((other) => other.link.from === link.from && other.link.label === link.label);
    const longest = alike.map((other) => longestLevel(other.points)).reduce((one, other) => ((other?.room ?? 0) > (one?.room ?? 0) ? other : one), undefined);
    const labelled = longest === undefined || longestLevel(points)?.room !== longest.room ? undefined : longest;
    const dots = { fill: "none", stroke: colour, "stroke-width": 1.75, "stroke-dasharray": "0.1 5", "stroke-linecap": "round" };
    const ring = ({ x, y }: Point): string => element("circle", { cx: x, cy: y, r: 3.5, fill: palette.surface, stroke: colour, "stroke-width": 1.5 });
    return element(
      "g",
      { "data-link": `${link.from} ${link.label} ${link.to}` },
      element("path", { d: roundedPath(points, 9), ...dots }),
      ring(first),
      ring(last),
      ...(labelled === undefined ? [] : [onLine(link.label, labelled, palette)]),
    );
  });
}

/** The middle of a line's longest level stretch, if a word fits there. */
function longestLevel(points: readonly Point[]): (Point & { readonly room: number }) | undefined {
  const levels = points.slice(1).flatMap((to, index) => {
    const from = points[index];
    return from === undefined || from.y !== to.y ? [] : [{ x: (from.x + to.x) / 2, y: to.y, room: Math.abs(to.x - from.x) }];
  });
  return levels.sort((one, other) => other.room - one.room)[0];
}

function onLine(text: string, { x, y, room }: Point & { readonly room: number }, palette: Palette): string {
  const width = textWidth(text, faces.small) + 10;
  if (width > room) return "";
  return (
    element("rect", { x: x - width / 2, y: y - 8, width, height: 16, fill: palette.canvas }) +
    element("text", { x, y: y + 3.5, "text-anchor": "middle", fill: palette.secondary }, words(text))
  );
}

/** Frames of concurrent regions. */
export function drawFrames({ frames }: Plan, palette: Palette): readonly string[] {
  return frames.map(({ x, y, width, height, many }) =>
    element(
      "g",
      { "data-region": regionLabel(many) },
      element("rect", { x, y, width, height, rx: 12, fill: palette.text, "fill-opacity": "0.025", stroke: palette.nodeLine, "stroke-width": 1.25 }),
      element("text", { x: x + 12, y: y + 17, "font-weight": 600, fill: palette.hint }, words(regionLabel(many))),
    ),
  );
}

/** The end of the run right at a port: a pill where it is the happy one, else a bar, so that no line crosses the drawing for it. */
export function drawStub({ wire, text }: Stub, { x, y }: Point, row: { readonly happy: boolean; readonly faint: boolean }, palette: Palette): string {
  if (row.happy) {
    const line = element("path", { d: `M${pixels(x)},${pixels(y)}h20`, ...look(row, palette) });
    return element("g", { "data-edge": wire.id }, line, arrow({ x: x + 23, y }, palette.edge), pill(text, { x: x + 22, y: y - 8 }, 16, palette));
  }
  return element(
    "g",
    { "data-edge": wire.id },
    element("path", { d: `M${pixels(x + 5)},${pixels(y)}h12`, ...look(row, palette) }),
    element("path", { d: `M${pixels(x + 18)},${pixels(y - 5)}v10`, fill: "none", stroke: row.faint ? palette.edgeMuted : palette.edge, "stroke-width": 1.5 }),
    element("text", { x: x + 24, y: y + 4, fill: palette.hint }, words(text)),
  );
}

/** Outcomes that no stub shows. */
export function drawOutcomes({ outcomes }: Plan, palette: Palette): readonly string[] {
  return outcomes.map(({ wire, at }) => pill(outcomeOf(wire), at, 26, palette));
}

function outcomeOf({ to }: Wire): string {
  return to.type === "outcome" ? to.outcome : "";
}

function pill(text: string, { x, y }: Point, height: number, palette: Palette): string {
  return (
    element("rect", { x, y, width: outcomeWidth(text), height, rx: height / 2, fill: palette.surface, stroke: palette.control, "stroke-width": 1.25 }) +
    icon("square", x + 7, y + height / 2 - 4.5, 9, palette.secondary, 2.5) +
    element("text", { x: x + 20, y: y + height / 2 + 4, fill: palette.secondary }, words(text))
  );
}

/** Where the run begins. */
export function drawStart({ start }: Plan, palette: Palette): readonly string[] {
  if (start === undefined) return [];
  return [
    element("circle", { cx: start.x + 13, cy: start.y + 13, r: 13, fill: palette.text }),
    icon("play", start.x + 7.5, start.y + 7, 12, palette.surface, 2),
  ];
}
