import { describe, expect, it } from "vitest";
import { lineDiff, linesOf } from "./line-diff.ts";
import { decided, mergeFiles, mergeText } from "./merge.ts";

const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const random = (seed: number): (() => number) => {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
};

describe("a diff of lines", () => {
  it("gives both texts back, whatever they are", () => {
    const next = random(7);
    for (let round = 0; round < 300; round += 1) {
      const some = (): string => text(...Array.from({ length: Math.floor(next() * 9) }, () => "abc"[Math.floor(next() * 3)] ?? ""));
      const [from, to] = [some(), some()];
      const stretches = lineDiff(linesOf(from), linesOf(to));
      const side = (own: "removed" | "added"): string => stretches.flatMap(({ type, lines }) => (type === "same" || type === own ? lines : [])).join("");
      expect([side("removed"), side("added")]).toEqual([from, to]);
    }
  });
  it("tells no more than what changed", () => {
    expect(lineDiff(linesOf(text("a", "b", "c")), linesOf(text("a", "x", "c")))).toEqual([
      { type: "same", lines: ["a\n"] },
      { type: "removed", lines: ["b\n"] },
      { type: "added", lines: ["x\n"] },
      { type: "same", lines: ["c\n"] },
    ]);
  });
});

describe("a merge", () => {
  const base = text("a", "b", "c", "d", "e");
  it("takes what each side changed", () => {
    const parts = mergeText(base, text("a", "B", "c", "d", "e"), text("a", "b", "c", "d", "e", "f"));
    expect(decided(parts, () => "mine")).toBe(text("a", "B", "c", "d", "e", "f"));
    expect(parts.every(({ type }) => type === "agreed")).toBe(true);
  });
  it("has a conflict where both changed the same lines, and takes the side that is chosen", () => {
    const parts = mergeText(base, text("a", "B", "c", "d", "e"), text("a", "b2", "c", "d", "E"));
    expect(parts.filter(({ type }) => type === "conflict")).toEqual([{ type: "conflict", mine: "B\n", theirs: "b2\n" }]);
    expect(decided(parts, () => "theirs")).toBe(text("a", "b2", "c", "d", "E"));
    expect(decided(parts, () => "mine")).toBe(text("a", "B", "c", "d", "E"));
  });
  it("has none where both changed the same in the same way", () => {
    expect(mergeText(base, text("a", "X", "c", "d", "e"), text("a", "X", "c", "d", "e"))).toHaveLength(3);
  });
  it("has each side's text whole where that side is chosen everywhere and the other changed nothing else", () => {
    const next = random(3);
    for (let round = 0; round < 300; round += 1) {
      const some = (): string => text(...Array.from({ length: Math.floor(next() * 8) }, () => "abc"[Math.floor(next() * 3)] ?? ""));
      const [from, mine] = [some(), some()];
      expect(decided(mergeText(from, mine, from), () => "theirs")).toBe(mine);
      expect(decided(mergeText(from, from, mine), () => "mine")).toBe(mine);
    }
  });
  it("keeps a file that one side removed and the other changed as a conflict, and removes what nobody changed", () => {
    const merged = mergeFiles({ a: "1\n", b: "1\n" }, { a: "2\n" }, { b: "1\n" });
    expect(merged.get("a")).toEqual([{ type: "conflict", mine: "2\n", theirs: "" }]);
    expect(merged.get("b")).toBeNull();
  });
});
