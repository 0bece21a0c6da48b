import { type Card, inlet } from "@baton/draw";
import type { Places } from "../../document/commands/places.ts";
import type { Scene } from "../scene/scene.ts";

type Family = NonNullable<Card["node"]["appearance"]>["family"] | "none";
const names: Readonly<Record<Family, string>> = { think: "think", act: "act", guard: "guard", flow: "flow", elsewhere: "else", none: "flow" };
const families = ["think", "act", "guard", "flow", "elsewhere", "none"] as const;

/** The colours of a picture, as the scheme has them. */
export interface Colours {
  readonly edge: string;
  readonly accent: string;
  readonly families: ReadonlyMap<Family, { readonly solid: string; readonly tint: string }>;
}

/** Reads the roles that hold at an element. */
export function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const role = (name: string): string => style.getPropertyValue(`--b-${name}`);
  const found = families.map((family) => [family, { solid: role(names[family]), tint: role(`${names[family]}-tint`) }] as const);
  return { edge: role("edge-muted"), accent: role("accent"), families: new Map(found) };
}

/** What part of a graph a picture shows, and how large. */
export interface View {
  readonly scene: Scene;
  readonly places: Places;
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

interface Pen {
  readonly pen: CanvasRenderingContext2D;
  readonly colours: Colours;
}

/** Wipes a picture and sets its pen to the graph's own measure. */
export function beginPicture(pen: CanvasRenderingContext2D, { transform: [x, y, zoom], width, height }: View): void {
  const scale = window.devicePixelRatio;
  const { canvas } = pen;
  if (canvas.width !== width * scale || canvas.height !== height * scale) [canvas.width, canvas.height] = [width * scale, height * scale];
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(scale * zoom, 0, 0, scale * zoom, x * scale, y * scale);
}

/** Draws wires at right angles, all in one stroke. */
export function paintWires({ pen, colours }: Pen, view: View): void {
  const { scene, places } = view;
  const seen = seenIn(view);
  pen.lineWidth = 1 / view.transform[2];
  pen.strokeStyle = colours.edge;
  pen.beginPath();
  for (const { from, key, to } of scene.picture.wires) {
    const [source, target] = [from === undefined ? undefined : places.get(from), to.type === "node" ? places.get(to.node) : undefined];
    const card = from === undefined ? undefined : scene.cards.get(from);
    if (source === undefined || target === undefined || card === undefined) continue;
    const [fromX, fromY] = [source.x + card.width, source.y + (card.rows.find((row) => row.key === key)?.y ?? inlet)];
    const [toX, toY] = [target.x, target.y + inlet];
    if (!seen(Math.min(fromX, toX), Math.min(fromY, toY), Math.max(fromX, toX), Math.max(fromY, toY))) continue;
    pen.moveTo(fromX, fromY);
    const middle = toX > fromX ? (fromX + toX) / 2 : fromX + 18;
    pen.lineTo(middle, fromY);
    pen.lineTo(middle, toY);
    pen.lineTo(toX, toY);
  }
  pen.stroke();
}

/** Draws cards as outlines of some pixels, those of one colour in one stroke. */
export function paintCards({ pen, colours }: Pen, view: View, selected: ReadonlySet<string>, line = 1.5): void {
  const seen = seenIn(view);
  const zoom = view.transform[2];
  const paths = new Map<Family | "selected", Path2D>([...families, "selected" as const].map((family) => [family, new Path2D()]));
  for (const [id, { width, height, node }] of view.scene.cards) {
    const at = view.places.get(id);
    if (at === undefined || !seen(at.x, at.y, at.x + width, at.y + height)) continue;
    paths.get(selected.has(id) ? "selected" : (node.appearance?.family ?? "none"))?.rect(at.x, at.y, width, height);
  }
  pen.lineWidth = line / zoom;
  for (const [family, path] of paths) {
    const colour = family === "selected" ? { solid: colours.accent, tint: colours.accent } : colours.families.get(family);
    pen.fillStyle = colour?.tint ?? "";
    pen.strokeStyle = colour?.solid ?? "";
    pen.fill(path);
    pen.stroke(path);
  }
}

type Seen = (left: number, top: number, right: number, bottom: number) => boolean;

function seenIn({ transform: [x, y, zoom], width, height }: View): Seen {
  const [left, top, right, bottom] = [-x / zoom, -y / zoom, (width - x) / zoom, (height - y) / zoom];
  return (fromX, fromY, toX, toY) => toX >= left && fromX <= right && toY >= top && fromY <= bottom;
}
