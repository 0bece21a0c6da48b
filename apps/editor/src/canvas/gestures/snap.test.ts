import { describe, expect, it } from "vitest";
import { snapOf } from "./snap.ts";

const box = (x: number, y: number, width = 100, height = 40) => ({ x, y, width, height });

describe("what is dragged", () => {
  it("comes into line with the nearest side or middle", () => {
    expect(snapOf(box(3, 200), [box(0, 0)], 6)).toMatchObject({ dx: -3, dy: 0, guides: [{ way: "down", from: 0, to: 240 }] });
    expect(snapOf(box(300, 12, 100, 20), [box(0, 0)], 6)).toMatchObject({ dx: 0, dy: -2, guides: [{ way: "across", at: 20 }] });
  });
  it("stays where nothing is near", () => {
    expect(snapOf(box(30, 200), [box(0, 0)], 6)).toEqual({ dx: 0, dy: 0, guides: [] });
  });
});
