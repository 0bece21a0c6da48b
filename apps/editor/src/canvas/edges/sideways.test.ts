import { describe, expect, it } from "vitest";
import { sideways } from "./sideways.ts";

const box = (x: number, y: number) => ({ x, y, width: 140, height: 60 });
const free = (): boolean => false;

describe("a line without a direction", () => {
  it("is straight between cards side by side, or one over the other", () => {
    expect(sideways(box(0, 0), box(200, 10), free)).toMatchObject({ begins: "right", ends: "left", points: [{ x: 140 }, { x: 200 }] });
    expect(sideways(box(200, 10), box(0, 0), free)).toMatchObject({ begins: "left", ends: "right", points: [{ x: 200 }, { x: 140 }] });
    expect(sideways(box(0, 0), box(20, 100), free)).toMatchObject({ begins: "below", ends: "above", points: [{ y: 60 }, { y: 100 }] });
  });
  it("goes round what stands between", () => {
    const taken = (): boolean => true;
    expect(sideways(box(0, 0), box(400, 0), taken)).toMatchObject({ begins: "below", ends: "below" });
    expect(sideways(box(0, 0), box(0, 300), taken)).toMatchObject({ begins: "right", ends: "right" });
  });
});
