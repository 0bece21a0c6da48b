import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Baton, defineHost, manualClock, openBaton, openSqlite, type RunResult } from "baton";

export const hour = 3_600_000;

/** Sends a request for an approval, and pays once the bank says that the money is there. */
const payment = `
baton: 1
id: payment
goal: Wait for the payment of an invoice.
state: { invoice: string, amount: integer }
input: [invoice]
outcomes: { paid: [amount], late: [] }
nodes:
  rest: { kind: wait, for: 1h }
  await_payment: { kind: wait, event: paid, match: { invoice: invoice }, expires: 24h, writes: { amount: output.amount } }
edges: [start -> rest, rest -> await_payment, await_payment -> end.paid, await_payment.expired -> end.late]
`;

/** A person who has one working day, counted by the office's calendar. */
const question = `
baton: 1
id: question
goal: Ask somebody.
state: { answer: string }
outcomes: { answered: [answer], nobody: [] }
nodes:
  who: { kind: review, asks: "Who?", answer: string, expires: 1d, escalate: [{ after: 4h, to: boss }], calendar: office-days, writes: { answer: output.value } }
edges: [start -> who, who.answered -> end.answered, who.expired -> end.nobody]
`;

/** Waits for the payment of each of several invoices, side by side. */
const payments = `
baton: 1
id: payments
goal: Wait for all payments.
state: { invoices: list(string), total: integer }
input: [invoices]
outcomes: { paid: [total] }
nodes:
  each_one: { kind: parallel, each: invoices, as: invoice, local: { amount: integer } }
  await_payment: { kind: wait, event: paid, match: { invoice: invoice }, writes: { amount: output.amount } }
  all: { kind: join, of: each_one, collect: amount, writes: { total: "sum(output.map(r, r.value))" } }
edges: [start -> each_one, each_one -> await_payment, await_payment -> all, all -> end.paid]
`;

const host = defineHost({
  events: { paid: { type: "object", properties: { invoice: { type: "string" }, amount: { type: "integer" } }, required: ["invoice", "amount"] } },
  calendars: { "office-days": { zone: "Europe/Berlin", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00", holidays: ["2026-01-06"] } },
  roles: ["boss"],
});

/** One data folder and a clock; each process opens the file anew. */
export function world() {
  const folder = mkdtempSync(join(tmpdir(), "baton-waits-"));
  for (const [name, text] of Object.entries({ payment, payments, question })) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "graph.yaml"), text);
  }
  const clock = manualClock(Date.UTC(2026, 0, 5, 8)); // a Monday, nine o'clock in Berlin
  const file = join(folder, "baton.db");

  /** What a process does that opens the file, with a graph or without one, and is gone then. */
  async function once<T>(work: (baton: Baton) => Promise<T>, graph?: string): Promise<T> {
    const baton = await openBaton({ host, clock, storage: openSqlite({ file, clock }), ...(graph === undefined ? {} : { graph: join(folder, graph) }) });
    try {
      return await work(baton);
    } finally {
      await baton.close();
    }
  }

  return {
    clock,
    once,
    /** Starts a payment that waits for its first hour. */
    start: (invoice: string): Promise<RunResult> => once((baton) => baton.run({ input: { invoice } }), "payment"),
    resume: (thread: string): Promise<RunResult> => once((baton) => baton.resume(thread)),
    send: (invoice: string, more: { readonly id?: string; readonly thread?: string; readonly amount?: number } = {}) =>
      once(async (baton) => {
        const { amount = 5, ...to } = more;
        return (await baton.send({ name: "paid", payload: { invoice, amount }, ...to })).map(({ thread }) => thread);
      }),
    /** A payment that has come to its event. */
    async waiting(invoice: string): Promise<string> {
      const { thread } = await this.start(invoice);
      await clock.advance(hour);
      await this.resume(thread);
      return thread;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
