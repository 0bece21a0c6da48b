/** A card's place and size. */
export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The cards of a canvas, found by where they stand. */
export interface Boxes {
  /** Those that a rectangle touches. */
  within(left: number, top: number, right: number, bottom: number): readonly Box[];
}

const cell = 400;

/** Files boxes by squares of the canvas, so that a wire asks its neighbours alone. */
export function boxesOf(all: Iterable<Box>): Boxes {
  const cells = new Map<string, Box[]>();
  for (const box of all) {
    for (const key of keys(box.x, box.y, box.x + box.width, box.y + box.height)) {
      const known = cells.get(key);
      if (known === undefined) cells.set(key, [box]);
      else known.push(box);
    }
  }
  return {
    within: (left, top, right, bottom) => {
      const found = new Set<Box>();
      for (const key of keys(left, top, right, bottom)) for (const box of cells.get(key) ?? []) if (touches(box, left, top, right, bottom)) found.add(box);
      return [...found];
    },
  };
}

function keys(left: number, top: number, right: number, bottom: number): readonly string[] {
  const result: string[] = [];
  for (let column = Math.floor(left / cell); column <= Math.floor(right / cell); column += 1) {
    for (let row = Math.floor(top / cell); row <= Math.floor(bottom / cell); row += 1) result.push(`${column} ${row}`);
  }
  return result;
}

function touches(box: Box, left: number, top: number, right: number, bottom: number): boolean {
  return box.x <= right && box.x + box.width >= left && box.y <= bottom && box.y + box.height >= top;
}
