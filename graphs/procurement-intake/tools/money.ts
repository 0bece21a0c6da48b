/** Cents of an amount as forms write it (`1249`, `1249.5`, `1249.50`); undefined for anything else, and for what is too large to be exact. */
export function cents(text: string): number | undefined {
  const [, whole, fraction = ""] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
}

/** `14,988.00 EUR`, for people. */
export function euros(minor: number): string {
  const whole = Math.trunc(Math.abs(minor) / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
  return `${minor < 0 ? "-" : ""}${whole}.${String(Math.abs(minor) % 100).padStart(2, "0")} EUR`;
}
