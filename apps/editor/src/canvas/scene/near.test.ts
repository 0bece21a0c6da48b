import { describe, expect, it } from "vitest";
import { boxesOf } from "../edges/boxes.ts";
import type { CanvasEdge } from "./flow-edges.ts";
import { areaAround, nearOf, type Span } from "./near.ts";

const boxes = new Map<string, Span>([0, 1, 2, 3, 4, 5].map((at) => [`n${at}`, { x: at * 1_000, y: 0, width: 120, height: 46 }]));
const found = boxesOf([...boxes].map(([id, box]) => ({ id, ...box })));
const edge = (source: string, target: string): CanvasEdge => ({
  id: `${source} -> ${target}`,
  type: "link",
  source,
  target,
  data: { label: undefined, route: "", own: false },
});
const edges = [edge("n0", "n1"), edge("n1", "n2"), edge("n0", "n5"), edge("n4", "n5")];

describe("what is near", () => {
  it("is the cards in an area, every line that may cross it, and the cards at their ends", () => {
    const { cards, edges: lines } = nearOf({ left: 1_900, top: -100, right: 2_200, bottom: 100 }, found, (id) => boxes.get(id), edges);
    expect(lines.map(({ id }) => id)).toEqual(["n1 -> n2", "n0 -> n5"]);
    expect([...cards].toSorted()).toEqual(["n0", "n1", "n2", "n5"]);
  });

  it("covers all that is seen and some more, and stays the same for small moves", () => {
    const [width, height] = [1_000, 600];
    for (const [x, y, zoom] of [
      [0, 0, 1],
      [-333, 180, 0.5],
      [77, -901, 1.7],
    ] as const) {
      const area = areaAround([x, y, zoom], width, height);
      expect(area.left).toBeLessThanOrEqual(-x / zoom - width / zoom / 2);
      expect(area.top).toBeLessThanOrEqual(-y / zoom - height / zoom / 2);
      expect(area.right).toBeGreaterThanOrEqual((width - x) / zoom + width / zoom / 2);
      expect(area.bottom).toBeGreaterThanOrEqual((height - y) / zoom + height / zoom / 2);
    }
    expect(areaAround([-20, -20, 1], width, height)).toEqual(areaAround([-120, -90, 1], width, height));
  });
});
