import { expect, test } from "vitest";
import { neighbour, partOf } from "./order.ts";

const list = [
  { id: "a", mine: true },
  { id: "b", mine: false },
  { id: "c", mine: true },
];

test("next and previous go round, and begin at the ends for what is not listed", () => {
  expect(neighbour(list, "a", 1)).toBe("b");
  expect(neighbour(list, "c", 1)).toBe("a");
  expect(neighbour(list, "a", -1)).toBe("c");
  expect(neighbour(list, "gone", 1)).toBe("a");
  expect(neighbour(list, "gone", -1)).toBe("c");
  expect(neighbour([], "a", 1)).toBeUndefined();
});

test("a review is looked for where it stands, and others' are shown where nothing is one's own", () => {
  expect(partOf(list, "b")).toBe("others");
  expect(partOf(list, "decided")).toBe("yours");
  expect(partOf([{ id: "b", mine: false }], undefined)).toBe("others");
  expect(partOf([], undefined)).toBe("yours");
});
