/** One line of a benchmark's table; with a target it can be missed. */
export interface Line {
  readonly what: string;
  /** What was measured, as people read it. */
  readonly found: string;
  readonly target?: { readonly text: string; readonly met: boolean };
}

/** What a benchmark found. */
export interface Report {
  readonly title: string;
  /** What is compared with what, and what each side does not do. */
  readonly about: readonly string[];
  readonly lines: readonly Line[];
}

/** A benchmark by name. */
export type Bench = () => Promise<Report>;

/** A number against the most it may be. */
export function atMost(value: number, max: number, text = `<= ${max}`): { readonly text: string; readonly met: boolean } {
  return { text, met: value <= max };
}

/** Prints a report as a table; gives how many targets were missed. */
export function print({ title, about, lines }: Report): number {
  const wide = Math.max(...lines.map(({ what }) => what.length));
  const found = Math.max(...lines.map((line) => line.found.length));
  console.log(`\n${title}`);
  for (const line of about) console.log(`  ${line}`);
  for (const { what, found: text, target } of lines) {
    const judged = target === undefined ? "" : `  ${target.text.padEnd(8)} ${target.met ? "ok" : "MISSED"}`;
    console.log(`  ${what.padEnd(wide)}  ${text.padEnd(found)}${judged}`.trimEnd());
  }
  return lines.filter(({ target }) => target?.met === false).length;
}
