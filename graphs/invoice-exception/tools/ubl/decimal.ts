/**
 * An exact number: a fraction of two integers, the lower one positive. Prices, quantities and percentages are kept so until
 * an amount is due; only then is there a rounding, and only one.
 */
export interface Exact {
  readonly over: bigint;
  readonly under: bigint;
}

/** Longest decimal text that is read: far more than any amount of money needs, and too short to be a burden. */
const maxText = 40;
const decimalText = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** Reads an XML Schema decimal (`-12.50`, `.5`, `3.`; no exponent, no thousands mark); undefined if it is none. */
export function parseDecimal(text: string): Exact | undefined {
  const [, sign, whole = "", fraction = ""] = (text.length <= maxText && decimalText.exec(text)) || [];
  if (sign === undefined || whole + fraction === "") return undefined;
  const over = BigInt(whole + fraction);
  return { over: sign === "-" ? -over : over, under: 10n ** BigInt(fraction.length) };
}

/** The exact value of a decimal that its reader has checked. */
export function exactValue(text: string): Exact {
  return parseDecimal(text) ?? exact(0);
}

/** A whole number as an exact one. */
export function exact(value: bigint | number): Exact {
  return { over: BigInt(value), under: 1n };
}

export function add(a: Exact, b: Exact): Exact {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

export function subtract(a: Exact, b: Exact): Exact {
  return add(a, { over: -b.over, under: b.under });
}

export function multiply(a: Exact, b: Exact): Exact {
  return { over: a.over * b.over, under: a.under * b.under };
}

/** @throws RangeError if `b` is zero. */
export function divide(a: Exact, b: Exact): Exact {
  if (b.over === 0n) throw new RangeError("Division by zero.");
  return b.over > 0n ? { over: a.over * b.under, under: a.under * b.over } : { over: -a.over * b.under, under: a.under * -b.over };
}

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compare(a: Exact, b: Exact): number {
  const difference = a.over * b.under - b.over * a.under;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function absolute(value: Exact): Exact {
  return value.over < 0n ? { over: -value.over, under: value.under } : value;
}

/** Rounds to a whole number, a half away from zero: the commercial rounding ("half up") that EN 16931 asks for. */
export function round(value: Exact): bigint {
  const size = value.over < 0n ? -value.over : value.over;
  const rounded = (2n * size + value.under) / (2n * value.under);
  return value.over < 0n ? -rounded : rounded;
}

/** Shortest decimal text of a number whose lower part is a power of ten, as those read by {@link parseDecimal} and their sums are: `25`, `0.5`. */
export function formatDecimal({ over, under }: Exact): string {
  const digits = under.toString().length - 1;
  const size = (over < 0n ? -over : over).toString().padStart(digits + 1, "0");
  const fraction = size.slice(size.length - digits).replace(/0+$/, "");
  return (over < 0n ? "-" : "") + size.slice(0, size.length - digits) + (fraction === "" ? "" : `.${fraction}`);
}
