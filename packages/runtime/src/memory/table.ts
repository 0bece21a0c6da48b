import type { Page } from "../ports/threads.ts";

/** Rows by id, in order of insertion. What goes in and out is copied, so that nobody changes a row but through the store. */
export class Table<Row> {
  readonly #rows = new Map<string, Row>();

  get(id: string): Row | undefined {
    return structuredClone(this.#rows.get(id));
  }

  set(id: string, row: Row): void {
    this.#rows.set(id, structuredClone(row));
  }

  /** Inserts; false if the id is taken. */
  add(id: string, row: Row): boolean {
    if (this.#rows.has(id)) return false;
    this.set(id, row);
    return true;
  }

  /** Rows that fit, oldest insertion first. */
  select(fits: (row: Row) => boolean = () => true): Row[] {
    return structuredClone([...this.#rows.values()].filter(fits));
  }

  delete(fits: (row: Row, id: string) => boolean): void {
    for (const [id, row] of this.#rows) if (fits(row, id)) this.#rows.delete(id);
  }
}

/** A page of ordered rows. The cursor's own place counts, whether or not it still passes the filter; an unknown one ends the list. */
export function pageOf<Row extends { readonly id: string }>(ordered: readonly Row[], page: Page, fits: (row: Row) => boolean): readonly Row[] {
  const at = page.after === undefined ? -1 : ordered.findIndex((row) => row.id === page.after);
  const rest = page.after !== undefined && at < 0 ? [] : ordered.slice(at + 1).filter(fits);
  return rest.slice(0, page.limit);
}

/** Rows by one of their fields, those of equal value in the order of insertion; the whole turned round where descending. */
export function sorted<Row>(rows: readonly Row[], by: keyof Row, order: "asc" | "desc" = "desc"): readonly Row[] {
  const ascending = rows.toSorted((a, b) => (a[by] < b[by] ? -1 : Number(a[by] > b[by])));
  return order === "asc" ? ascending : ascending.toReversed();
}

/** The earliest of times that are still to come. */
export function earliest(times: readonly number[], now: number): number | undefined {
  const later = times.filter((time) => time > now);
  return later.length === 0 ? undefined : Math.min(...later);
}
