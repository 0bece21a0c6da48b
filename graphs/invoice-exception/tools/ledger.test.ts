import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Ledger, LedgerError, type PaymentOrder } from "./ledger.ts";

const order: PaymentOrder = {
  invoice_id: "26-0117",
  supplier: "S-100",
  order_id: "PO-4500",
  amount_minor: 148100,
  currency: "EUR",
  account: "SE4550000000058398257466",
};
const call = { idempotencyKey: "key-1", thread: "t1", now: Date.UTC(2026, 3, 1) };

let folder = "";
let ledger = new Ledger("");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ledger-"));
  ledger = new Ledger(join(folder, "deep/ledger.jsonl"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function lines(): string[] {
  return readFileSync(ledger.file, "utf8").trimEnd().split("\n");
}

test("a payment is one line of the file, and found by its key", () => {
  const payment = ledger.releasePayment(order, call);
  expect(payment).toMatchObject({ ...order, released_at: "2026-04-01T00:00:00.000Z" });
  expect(lines()).toHaveLength(1);
  expect(ledger.lookup("key-1")).toEqual(payment);
  expect(ledger.lookup("key-2")).toBeUndefined();
});

test("the same key pays once, and gives the first payment back", () => {
  const first = ledger.releasePayment(order, call);
  const again = new Ledger(ledger.file).releasePayment(order, { ...call, now: call.now + 5000 });
  expect(again).toEqual(first);
  expect(lines()).toHaveLength(1);
});

test("the same key for another payment is refused", () => {
  ledger.releasePayment(order, call);
  expect(() => ledger.releasePayment({ ...order, amount_minor: 1 }, call)).toThrow(LedgerError);
  expect(lines()).toHaveLength(1);
});

test("each entry holds the hash of the one before, and a changed, swapped or lost one is found", () => {
  for (const key of ["a", "b", "c"]) ledger.releasePayment(order, { ...call, idempotencyKey: key });
  const [a = "", b = "", c = ""] = lines();
  expect(ledger.entries().map(({ entry, previous }) => [entry, previous])).toEqual([
    [1, "0".repeat(64)],
    [2, JSON.parse(a).hash],
    [3, JSON.parse(b).hash],
  ]);
  for (const [damaged, at] of [
    [[a, b.replace("148100", "948100"), c], 2],
    [[b, a, c], 1],
    [[a, c], 2],
    [[a, "{}", c], 2],
  ] as const) {
    writeFileSync(ledger.file, `${damaged.join("\n")}\n`);
    expect(() => ledger.entries()).toThrow(`Entry ${at} of the ledger`);
    expect(() => ledger.releasePayment(order, { ...call, idempotencyKey: "d" })).toThrow(`Entry ${at} of the ledger`);
  }
});

test("a line that a dying process left half written counts as nothing, and the next entry takes its place", () => {
  ledger.releasePayment(order, call);
  appendFileSync(ledger.file, '{"entry":2,"effect":"release_pay');
  expect(ledger.entries()).toHaveLength(1);
  ledger.releasePayment(order, { ...call, idempotencyKey: "key-2" });
  expect(ledger.entries().map(({ idempotency_key }) => idempotency_key)).toEqual(["key-1", "key-2"]);
});

test("many processes write one ledger without losing, doubling or mixing entries", async () => {
  const program = `
    import { Ledger } from ${JSON.stringify(join(import.meta.dirname, "ledger.ts"))};
    const ledger = new Ledger(${JSON.stringify(ledger.file)});
    for (let n = 0; n < 10; n += 1)
      for (const key of ["shared-" + n, process.argv[1] + "-" + n])
        ledger.releasePayment(${JSON.stringify(order)}, { idempotencyKey: key, thread: process.argv[1], now: n });`;
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
  const keys = ledger.entries().map(({ idempotency_key }) => idempotency_key);
  expect(keys).toHaveLength(40);
  expect(new Set(keys).size).toBe(40);
});

test("a process killed while it holds the lock does not stop the next", async () => {
  const program = `
    import { DatabaseSync } from "node:sqlite";
    const lock = new DatabaseSync(${JSON.stringify(join(folder, "ledger.jsonl.lock"))});
    lock.exec("BEGIN EXCLUSIVE");
    process.stdout.write("locked");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  const next = new Ledger(join(folder, "ledger.jsonl"));
  next.releasePayment(order, call);
  expect(next.entries()).toHaveLength(1);
});
