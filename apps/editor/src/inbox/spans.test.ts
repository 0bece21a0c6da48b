import { expect, test } from "vitest";
import { hoursOf, isUrgent, spanOf } from "./spans.ts";

const hour = 3_600_000;

test("a span is told in its largest unit, and never as more than it is", () => {
  expect(spanOf(59_999)).toEqual({ unit: "moments", count: 0 });
  expect(spanOf(hour - 1)).toEqual({ unit: "minutes", count: 59 });
  expect(spanOf(41.9 * hour)).toEqual({ unit: "hours", count: 41 });
  expect(spanOf(72 * hour - 1)).toEqual({ unit: "days", count: 2 });
});

test("a countdown goes down to nothing and stays there", () => {
  expect(hoursOf(41.2 * hour)).toEqual({ hours: 41, minutes: 12 });
  expect(hoursOf(-5)).toEqual({ hours: 0, minutes: 0 });
});

test("the last quarter of a deadline is urgent, and of a long one its last six hours", () => {
  expect(isUrgent(0, 4 * hour, 2 * hour)).toBe(false);
  expect(isUrgent(0, 4 * hour, 3.5 * hour)).toBe(true);
  expect(isUrgent(0, 72 * hour, 65 * hour)).toBe(false);
  expect(isUrgent(0, 72 * hour, 67 * hour)).toBe(true);
  expect(isUrgent(0, undefined, 67 * hour)).toBe(false);
});
