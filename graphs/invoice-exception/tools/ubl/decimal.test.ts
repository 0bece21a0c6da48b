import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, compare, divide, exact, formatDecimal, multiply, parseDecimal, round, subtract } from "./decimal.ts";

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 8 }))
  .map(([over, decimals]) => ({ over, under: 10n ** BigInt(decimals) }));

describe("exact numbers", () => {
  test.each(["12.50", "-0.5", "+3", ".5", "3.", "000.10"])("reads %s", (text) => {
    const value = parseDecimal(text);
    expect(value && Number(value.over) / Number(value.under)).toBe(Number(text));
  });

  test.each(["", "-", ".", "1e3", "1,000.00", "0x10", "NaN", "1 000", "１", "1".repeat(41)])("refuses %j", (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  test("what is printed reads as the same number", () => {
    fc.assert(
      fc.property(decimal, (value) => {
        const again = parseDecimal(formatDecimal(value));
        expect(again && compare(again, value)).toBe(0);
      }),
    );
  });

  test("dividing undoes multiplying, subtracting undoes adding", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(compare(subtract(add(a, b), b), a)).toBe(0);
        const other = b.over === 0n ? exact(7) : b;
        expect(compare(divide(multiply(a, other), other), a)).toBe(0);
      }),
    );
    expect(() => divide(exact(1), exact(0))).toThrow(RangeError);
  });

  test.each([
    ["0.5", 1n],
    ["-0.5", -1n],
    ["1.4999", 1n],
    ["2.5", 3n],
    ["-2.5", -3n],
    ["-2.49", -2n],
  ])("%s is rounded to %s", (text, expected) => {
    expect(round(parseDecimal(text) ?? exact(99))).toBe(expected);
  });

  test("a rounded number is at most a half away, and a half goes away from zero", () => {
    fc.assert(
      fc.property(decimal, (value) => {
        const off = subtract(exact(round(value)), value);
        const twice = 2n * (off.over < 0n ? -off.over : off.over);
        expect(twice <= off.under).toBe(true);
        expect(twice === off.under && off.over > 0n !== value.over > 0n).toBe(false);
      }),
    );
  });
});
