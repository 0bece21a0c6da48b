import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { Ledger, LedgerError } from "./ledger.ts";

const result = z.strictObject({ done: z.number() });
const call = { idempotencyKey: "key-1", thread: "t1", now: Date.UTC(2026, 6, 1) };

let folder = "";
let ledger = new Ledger("");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "support-"));
  ledger = new Ledger(join(folder, "deep/ledger.sqlite"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const record = (key: string, args = { x: 1 }) =>
  ledger.record("effect", args, { ...call, idempotencyKey: key }, result, (earlier) => ({ done: earlier.length + 1 }));

test("what was done is found by its key, and stands in order", () => {
  expect(record("key-1")).toEqual({ done: 1 });
  expect(record("key-2")).toEqual({ done: 2 });
  expect(ledger.lookup("key-1", result)).toEqual({ done: 1 });
  expect(ledger.lookup("key-3", result)).toBeUndefined();
  expect(ledger.entries()).toEqual([
    { entry: 1, effect: "effect", args: { x: 1 }, result: { done: 1 } },
    { entry: 2, effect: "effect", args: { x: 1 }, result: { done: 2 } },
  ]);
});

test("the same key does nothing again, and is refused for anything else", () => {
  record("key-1");
  expect(record("key-1")).toEqual({ done: 1 });
  expect(() => record("key-1", { x: 2 })).toThrow(LedgerError);
  expect(ledger.entries()).toHaveLength(1);
});

test("work that fails leaves nothing behind", () => {
  const failing = () =>
    ledger.record("effect", {}, call, result, () => {
      throw new Error("no");
    });
  expect(failing).toThrow("no");
  expect(ledger.entries()).toEqual([]);
  expect(record("key-1")).toEqual({ done: 1 });
});

test.each(["UPDATE ledger SET result = '{}'", "DELETE FROM ledger"])("%s is refused by the database itself", (statement) => {
  record("key-1");
  const database = new DatabaseSync(ledger.file);
  try {
    expect(() => database.exec(statement)).toThrow("the ledger only grows");
  } finally {
    database.close();
  }
});

test("many processes write one ledger without losing or doubling an entry", async () => {
  const program = `
    import { z } from ${JSON.stringify(import.meta.resolve("zod"))};
    import { Ledger } from ${JSON.stringify(join(import.meta.dirname, "ledger.ts"))};
    const ledger = new Ledger(${JSON.stringify(ledger.file)});
    for (let n = 0; n < 10; n += 1)
      for (const key of ["shared-" + n, process.argv[1] + "-" + n])
        ledger.record("effect", {}, { idempotencyKey: key, thread: "t", now: n }, z.strictObject({ done: z.number() }), (earlier) => ({ done: earlier.length + 1 }));`;
  const codes = await Promise.all(
    ["p1", "p2", "p3"].map(
      (name) =>
        new Promise((resolve) => {
          const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program, name], { stdio: ["ignore", "inherit", "inherit"] });
          child.on("exit", resolve);
        }),
    ),
  );
  expect(codes).toEqual([0, 0, 0]);
  expect(ledger.entries().map(({ result: done }) => done)).toEqual(Array.from({ length: 40 }, (_, index) => ({ done: index + 1 })));
});
