import type { Storage } from "@baton/runtime";
import { expect, it } from "vitest";

/** Who edited and published what. */
export function publicationConformance(open: () => Promise<Storage>): void {
  it("numbers what is done with a graph from 1, and lists it newest first", async () => {
    const { publications } = await open();
    const row = { graph: "pay", hash: "sha256-1", what: "edited", by: "ana", at: 5 } as const;
    expect(await publications.add(row)).toEqual({ ...row, seq: 1 });
    await publications.add({ ...row, what: "published", by: "bob" });
    await publications.add({ ...row, hash: "sha256-2", at: 4 });
    expect((await publications.add({ ...row, graph: "other" })).seq).toBe(1);
    expect((await publications.list("pay")).map(({ seq, what, by }) => [seq, what, by])).toEqual([
      [3, "edited", "ana"],
      [2, "published", "bob"],
      [1, "edited", "ana"],
    ]);
    expect(await publications.list("pay", { what: "edited", limit: 1 })).toEqual([{ ...row, hash: "sha256-2", at: 4, seq: 3 }]);
    expect((await publications.list("pay", { what: "published" })).map(({ seq }) => seq)).toEqual([2]);
    expect(await publications.list("none")).toEqual([]);
  });

  it("gives each its number where many are added at once", async () => {
    const { publications } = await open();
    const row = { graph: "pay", hash: "sha256-1", what: "edited", by: "ana", at: 5 } as const;
    const added = await Promise.all(Array.from({ length: 9 }, () => publications.add(row)));
    expect(added.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
}
