import type { Boxes } from "../edges/boxes.ts";
import type { CanvasEdge } from "./flow-edges.ts";

/** A rectangle of the canvas. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a card stands, and how large it is. */
export interface Span {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of a large graph is in or near an area. */
export interface Near {
  /** Cards there, and those that its lines lead to. */
  readonly cards: ReadonlySet<string>;
  readonly edges: CanvasEdge[];
}

/** Finds the cards in an area, and every line that may cross it. */
export function nearOf(area: Area, boxes: Boxes, boxOf: (id: string) => Span | undefined, edges: readonly CanvasEdge[]): Near {
  const cards = new Set(boxes.within(area.left, area.top, area.right, area.bottom).map(({ id }) => id));
  const crossing = edges.filter(({ source, target }) => {
    if (cards.has(source) || cards.has(target)) return true;
    const [from, to] = [boxOf(source), boxOf(target)];
    if (from === undefined || to === undefined) return true;
    return (
      Math.min(from.x, to.x) <= area.right &&
      Math.max(from.x + from.width, to.x + to.width) >= area.left &&
      Math.min(from.y, to.y) <= area.bottom &&
      Math.max(from.y + from.height, to.y + to.height) >= area.top
    );
  });
  const ends = crossing.flatMap(({ source, target }) => [source, target]);
  return { cards: new Set([...cards, ...ends]), edges: crossing };
}

/** The area around what is seen, in steps of half a screen, so that it changes seldom while the canvas moves. */
export function areaAround([x, y, zoom]: readonly [number, number, number], width: number, height: number): Area {
  const [across, down] = [width / zoom / 2, height / zoom / 2];
  const [column, row] = [Math.floor(-x / zoom / across), Math.floor(-y / zoom / down)];
  return { left: (column - 1) * across, top: (row - 1) * down, right: (column + 4) * across, bottom: (row + 4) * down };
}
