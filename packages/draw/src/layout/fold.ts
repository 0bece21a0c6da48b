import { type Card, outcomeWidth } from "../svg/measure.ts";
import type { Plan, Point } from "./plan.ts";

/** A drawing wider than this goes on below, as text does. */
const widest = 1160;

/** Between the lines that lead from row to row, and between them and the rows. */
const [lane, clear] = [12, 18];

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A place to cut at, with the heights of the lines that cross it. */
interface Cut {
  readonly x: number;
  readonly crossing: readonly number[];
}

/** Folds a drawing that is wide into rows: lines that cross a cut go on at the left of the next row. */
export function folded(plan: Plan, cards: ReadonlyMap<string, Card>): Plan {
  const boxes = boxesOf(plan, cards);
  const [left, right] = [Math.min(...boxes.map((box) => box.left)), Math.max(...boxes.map((box) => box.right))];
  if (boxes.length === 0 || right - left <= widest) return plan;
  const cuts = chosen(cutsOf(plan, boxes), left, right);
  if (cuts.length === 0) return plan;
  const edges = [left, ...cuts.map((cut) => cut.x), right];
  const rowOf = (x: number): number => cuts.filter((cut) => cut.x <= x).length;

  // Each row takes the height that its own things and lines need.
  const lines = [...plan.wires, ...plan.links].map((each) => each.points);
  const spans = edges.slice(1).map((to, row) => {
    const from = edges[row] ?? left;
    const pieces = lines.flatMap((points) => pieceBetween(points, from, to));
    const inside = boxes.filter((box) => box.left >= from - 1 && box.right <= to + 1);
    const ys = [...pieces.map((point) => point.y), ...inside.flatMap((box) => [box.top, box.bottom])];
    return { from, to, top: Math.min(...ys), bottom: Math.max(...ys) };
  });
  let next = 0;
  const shifts = spans.map(({ from, top, bottom }, row): Point => {
    const shift = { x: -from, y: next - top };
    next += bottom - top + clear * 2 + lane * Math.max((cuts[row]?.crossing.length ?? 0) - 1, 0);
    return shift;
  });
  const shiftAt = (x: number): Point => shifts[rowOf(x)] ?? { x: 0, y: 0 };
  const place = <At extends Point>(at: At): At => ({ ...at, x: at.x + shiftAt(at.x).x, y: at.y + shiftAt(at.x).y });

  /** The way from the end of a row to the beginning of the next; lines nest, so that they do not cross there. */
  const turn = (cut: Cut, row: number, y: number): readonly Point[] => {
    const [above, below] = [shifts[row] ?? { x: 0, y: 0 }, shifts[row + 1] ?? { x: 0, y: 0 }];
    const rank = cut.crossing.indexOf(y);
    const inward = cut.crossing.length - 1 - rank;
    const [end, begin] = [cut.x + above.x + clear + lane * inward, -clear - lane * rank];
    const between = (spans[row]?.bottom ?? 0) + above.y + clear + lane * inward;
    return [
      { x: cut.x + above.x, y: y + above.y },
      { x: end, y: y + above.y },
      { x: end, y: between },
      { x: begin, y: between },
      { x: begin, y: y + below.y },
      { x: cut.x + below.x, y: y + below.y },
    ];
  };
  const line = (points: readonly Point[]): readonly Point[] =>
    points.flatMap((to, index): readonly Point[] => {
      const from = points[index - 1];
      const crossed =
        from === undefined ? [] : cuts.flatMap((cut, row) => (cut.x > Math.min(from.x, to.x) && cut.x <= Math.max(from.x, to.x) ? [{ cut, row }] : []));
      const forward = from === undefined || from.x <= to.x;
      const turns = (forward ? crossed : crossed.toReversed()).flatMap(({ cut, row }) => {
        const way = turn(cut, row, rounded(to.y));
        return forward ? way : way.toReversed();
      });
      return [...turns, place(to)];
    });
  return {
    ...plan,
    cards: new Map([...plan.cards].map(([id, at]) => [id, place(at)])),
    wires: plan.wires.map((each) => ({ ...each, points: line(each.points) })),
    links: plan.links.map((each) => ({ ...each, points: line(each.points) })),
    frames: plan.frames.map(place),
    outcomes: plan.outcomes.map((each) => ({ ...each, at: place(each.at) })),
    start: plan.start === undefined ? undefined : place(plan.start),
  };
}

function boxesOf(plan: Plan, cards: ReadonlyMap<string, Card>): readonly Box[] {
  const box = ({ x, y }: Point, width: number, height: number): Box => ({ left: x, right: x + width, top: y, bottom: y + height });
  return [
    ...[...plan.cards].map(([id, at]) => box(at, (cards.get(id)?.width ?? 0) + (cards.get(id)?.stubs ?? 0), cards.get(id)?.height ?? 0)),
    ...plan.frames.map((frame) => box(frame, frame.width, frame.height)),
    ...plan.outcomes.map(({ wire, at }) => box(at, wire.to.type === "outcome" ? outcomeWidth(wire.to.outcome) : 0, 26)),
    ...(plan.start === undefined ? [] : [box(plan.start, 26, 26)]),
  ];
}

/** Places where nothing stands and no line runs up or down, each gap's with the fewest lines across; the start keeps a card beside it. */
function cutsOf(plan: Plan, boxes: readonly Box[]): readonly Cut[] {
  const segments = [...plan.wires, ...plan.links].flatMap(({ points }) => points.slice(1).map((to, index) => ({ from: points[index] ?? to, to })));
  const right = Math.max(...boxes.map((box) => box.right));
  const first = Math.min(...[...plan.cards.values()].map((card) => card.x));
  const best: Cut[] = [];
  let gap: Cut | undefined;
  for (let x = Math.ceil(first); x < right; x += 1) {
    const stands = boxes.some((box) => box.left - 8 < x && x < box.right + 8);
    if (stands) {
      if (gap !== undefined) best.push(gap);
      gap = undefined;
      continue;
    }
    if (segments.some(({ from, to }) => from.x === to.x && Math.abs(from.x - x) < 6 && from.y !== to.y)) continue;
    const across = segments.filter(({ from, to }) => Math.min(from.x, to.x) < x && x <= Math.max(from.x, to.x)).map(({ to }) => rounded(to.y));
    const crossing = [...new Set(across)].sort((one, other) => one - other);
    if (gap === undefined || crossing.length <= gap.crossing.length) gap = { x, crossing };
  }
  return best;
}

/** The cuts that make rows fit, the fewest lines between them, and rows of even length. */
function chosen(cuts: readonly Cut[], left: number, right: number): readonly Cut[] {
  const ends: readonly Cut[] = [...cuts, { x: right, crossing: [] }];
  const rows = Math.ceil((right - left) / widest);
  const even = (right - left) / rows;
  const found: { readonly cost: number; readonly cuts: readonly Cut[] }[] = [];
  for (const [index, end] of ends.entries()) {
    const options = [-1, ...ends.slice(0, index).keys()].map((before) => {
      const begin = ends[before];
      const width = end.x - (begin?.x ?? left);
      const over = width > widest ? 1000 + width : 0;
      const cost = (found[before]?.cost ?? 0) + over + 4 + ((width - even) / even) ** 2 * 4 + end.crossing.length;
      return { cost, cuts: begin === undefined ? [] : [...(found[before]?.cuts ?? []), begin] };
    });
    found.push(options.reduce((one, other) => (other.cost < one.cost ? other : one)));
  }
  return found.at(-1)?.cuts ?? [];
}

/** The part of a line between two cuts. */
function pieceBetween(points: readonly Point[], from: number, to: number): readonly Point[] {
  return points.flatMap((point, index): readonly Point[] => {
    const before = points[index - 1];
    const passes = before !== undefined && Math.min(before.x, point.x) < to && Math.max(before.x, point.x) > from;
    return passes ? [point, before].filter(({ x }) => (x >= from && x < to) || before.y === point.y) : [];
  });
}

/** ELK's heights may differ by a hair where they mean the same. */
function rounded(y: number): number {
  return Math.round(y * 10) / 10;
}
