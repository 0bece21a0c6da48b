import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { Ledger, LedgerError } from "./ledger.ts";

const record = z.strictObject({ number: z.int(), text: z.string() });
const call = (idempotencyKey: string) => ({ idempotencyKey, thread: "t1", now: 0 });

let folder = "";
let ledger = new Ledger("", "note", record);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ledger-"));
  ledger = new Ledger(join(folder, "deep/ledger.db"), "note", record);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const note = (text: string, key: string) => ledger.append({ text }, call(key), (number) => ({ number, text }));

test("an entry is there for whoever opens the file, and found by its key", () => {
  expect(note("a", "k1")).toEqual({ number: 1, text: "a" });
  const again = new Ledger(ledger.file, "note", record);
  expect(again.entries()).toEqual([{ entry: 1, thread: "t1", record: { number: 1, text: "a" } }]);
  expect([again.lookup("k1"), again.lookup("k2")]).toEqual([{ number: 1, text: "a" }, undefined]);
});

test("the same key gives the first entry back; for another request it is refused", () => {
  const first = note("a", "k1");
  expect(note("a", "k1")).toEqual(first);
  expect(() => note("b", "k1")).toThrow(LedgerError);
  expect(ledger.entries()).toHaveLength(1);
});

test("effects share a file and keep their entries apart", () => {
  const other = new Ledger(ledger.file, "mail", record);
  note("a", "k1");
  expect(other.append({ text: "m" }, call("k2"), (number) => ({ number, text: "m" }))).toEqual({ number: 2, text: "m" });
  expect([ledger.entries(), other.entries()]).toMatchObject([[{ entry: 1 }], [{ entry: 2 }]]);
  expect(other.lookup("k1")).toBeUndefined();
});

test("what refuses to be made leaves no entry, and the key free", () => {
  expect(() =>
    ledger.append({ text: "a" }, call("k1"), () => {
      throw new Error("not today");
    }),
  ).toThrow("not today");
  expect(ledger.entries()).toEqual([]);
  expect(note("a", "k1")).toEqual({ number: 1, text: "a" });
});

test.each(["UPDATE entries SET record = '{}'", "DELETE FROM entries"])("%s is refused by the file itself", (statement) => {
  note("a", "k1");
  const file = new DatabaseSync(ledger.file);
  expect(() => file.exec(statement)).toThrow("the ledger only grows");
  file.close();
  expect(ledger.entries()).toHaveLength(1);
});

test("many processes write one ledger without losing, doubling or mixing entries", async () => {
  const program = `
    import { z } from "zod";
    import { Ledger } from ${JSON.stringify(join(import.meta.dirname, "ledger.ts"))};
    const ledger = new Ledger(${JSON.stringify(ledger.file)}, "note", z.strictObject({ number: z.int(), text: z.string() }));
    for (let n = 0; n < 10; n += 1)
      for (const key of ["shared-" + n, process.argv[1] + "-" + n])
        ledger.append({ text: key }, { idempotencyKey: key, thread: "t", now: 0 }, (number) => ({ number, text: key }));`;
  const codes = await Promise.all(
    ["p1", "p2", "p3"].map(
      (name) =>
        new Promise((resolve) => {
          const args = ["--input-type=module-typescript", "--eval", program, name];
          spawn(process.execPath, args, { cwd: import.meta.dirname, stdio: ["ignore", "inherit", "inherit"] }).on("exit", resolve);
        }),
    ),
  );
  expect(codes).toEqual([0, 0, 0]);
  const entries = ledger.entries();
  expect(entries).toHaveLength(40);
  expect(entries.every(({ entry, record: { number } }) => entry === number)).toBe(true);
});
