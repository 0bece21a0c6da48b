/** A box that is dragged, or that others are put in line with. */
export interface Span {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line that boxes are in line on. */
export interface Guide {
  readonly way: "across" | "down";
  /** Where it stands: its y, or its x. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Snap {
  readonly dx: number;
  readonly dy: number;
  readonly guides: readonly Guide[];
}

/** Brings a box into line with the nearest of others, side with side or middle with middle, where that is less than `reach` away. */
export function snapOf(moving: Span, others: readonly Span[], reach: number): Snap {
  const [dx, down] = nearest(moving, others, reach, "x", "width");
  const [dy, across] = nearest(moving, others, reach, "y", "height");
  const placed = { ...moving, x: moving.x + dx, y: moving.y + dy };
  const guide = (way: Guide["way"], at: number, box: Span): Guide => {
    const [start, size] = way === "down" ? (["y", "height"] as const) : (["x", "width"] as const);
    return { way, at, from: Math.min(placed[start], box[start]), to: Math.max(placed[start] + placed[size], box[start] + box[size]) };
  };
  return {
    dx,
    dy,
    guides: [...(down === undefined ? [] : [guide("down", down.at, down.box)]), ...(across === undefined ? [] : [guide("across", across.at, across.box)])],
  };
}

function nearest(
  moving: Span,
  others: readonly Span[],
  reach: number,
  start: "x" | "y",
  size: "width" | "height",
): readonly [number, { readonly at: number; readonly box: Span } | undefined] {
  const lines = (box: Span): readonly number[] => [box[start], box[start] + box[size] / 2, box[start] + box[size]];
  let [best, found]: [number, { readonly at: number; readonly box: Span } | undefined] = [0, undefined];
  let least = reach;
  const own = lines(moving);
  for (const box of others) {
    for (const at of lines(box)) {
      for (const line of own) {
        if (Math.abs(at - line) >= least) continue;
        least = Math.abs(at - line);
        [best, found] = [at - line, { at, box }];
      }
    }
  }
  return [best, found];
}
