import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphFolder, loadHost, manualClock, openBaton, type OpenOptions, readCases, runCase } from "baton";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Ledger } from "./tools/ledger.ts";

const here = import.meta.dirname;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "support-"));
  for (const part of ["graph.yaml", "scripted.yaml", "baton.host.json", "prompts", "schemas", "knowledge"])
    cpSync(join(here, part), join(folder, part), { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

type Baton = Awaited<ReturnType<typeof openBaton>>;

/** Opens a copy of the graph offline, works with it, and closes it. */
async function offline<Result>(work: (baton: Baton) => Promise<Result>, options: OpenOptions = {}): Promise<Result> {
  const baton = await openBaton({ graph: folder, data: false, offline: true, host: await loadHost(graphFolder(here), folder), ...options });
  try {
    return await work(baton);
  } finally {
    await baton.close();
  }
}

const effects = () => new Ledger(join(folder, "support-ledger.sqlite")).entries().map(({ effect, args }) => [effect, args]);
const rescript = (change: (script: string) => string): void => {
  const file = join(folder, "scripted.yaml");
  const before = readFileSync(file, "utf8");
  expect(change(before)).not.toBe(before);
  writeFileSync(file, change(before));
};
const ada = { session: { user_id: "u-ada" } };
const credit = { customer_id: "C-1001", invoice_id: "INV-2045", amount_minor: 3990, reason: "Repeats INV-2044 (billing terms, section 2)." };

/** What the cases leave in the ledger; the others leave nothing. */
const left: Readonly<Record<string, unknown>> = {
  invoiced_twice: [["credit_invoice", credit]],
  restarted: [["restart_device", { device_id: "RT-1002" }]],
  line_fault: [["restart_device", { device_id: "RT-1003" }]],
  change_of_subject: [["restart_device", { device_id: "RT-1002" }]],
};

test.each(readCases(graphFolder(here).files))("$id does what it should and no more: $title", async (each) => {
  const { differences } = await offline((baton) => runCase(baton, each));
  expect(differences).toEqual([]);
  expect(effects()).toEqual(left[each.id] ?? []);
});

test("a case that nobody takes in four hours of support becomes a ticket with the whole conversation", async () => {
  const clock = manualClock(Date.UTC(2026, 6, 1, 9));
  const result = await offline(
    async (baton) => {
      const { thread } = await baton.run({ input: { said: "I want to talk to a real person.", ...ada } });
      await clock.advance(5 * 3600 * 1000);
      return baton.resume(thread);
    },
    { clock },
  );
  expect(result).toMatchObject({
    status: "done",
    outcome: "ticketed",
    output: { reply: "We will call you back. Your ticket is T-00001.", ticket: { number: "T-00001" } },
  });
  expect(effects()).toEqual([
    [
      "create_ticket",
      {
        customer_id: "C-1001",
        subject: "Escalated: The customer says: I want to talk to a real person.",
        transcript: [{ id: "message-0", role: "user", content: "I want to talk to a real person." }],
      },
    ],
  ]);
});

test("the conversation goes on in another process, with whoever was active and all that is known", async () => {
  const data = join(folder, "data");
  const said = async (text: string, thread?: string) =>
    offline((baton) => baton.run({ input: { said: text, ...ada }, ...(thread === undefined ? {} : { thread }) }), { data });
  const { thread } = await said("I was charged twice in June.");
  const result = await said("Yes, please.", thread);
  expect(result.interrupts.map(({ actionRequests }) => actionRequests)).toMatchObject([[{ name: "credit_invoice", args: credit }]]);
});

/** Lets the billing lead edit the credit that billing asks for. */
const edited = (change: Readonly<Record<string, string | number>>) =>
  offline(async (baton) => {
    const { thread } = await baton.run({ input: { said: "I was charged twice in June. Yes to a credit.", ...ada } });
    const decisions = [{ type: "edit" as const, editedAction: { name: "credit_invoice", args: { ...credit, ...change } } }];
    return baton.resume(thread, { decisions }).then(
      ({ status }) => status,
      () => "refused",
    );
  });

test("the billing lead may credit less", async () => {
  expect(await edited({ amount_minor: 1000 })).toBe("done");
  expect(effects()).toEqual([["credit_invoice", { ...credit, amount_minor: 1000 }]]);
});

test.each([
  ["another customer's invoice", { invoice_id: "INV-2051" }],
  ["more than the invoice", { amount_minor: 3991 }],
  ["more than the desk may credit", { amount_minor: 50_001 }],
  ["another customer", { customer_id: "C-1002", invoice_id: "INV-2051" }],
])("an edit to %s credits nothing", async (_, change) => {
  await edited(change);
  expect(effects()).toEqual([]);
});

test("a model that restarts a device of somebody else is refused", async () => {
  rescript((script) => script.replace(/device_id: "results\.device_status.*?" \}/, `device_id: "'RT-1003'" }`));
  const { status, interrupts } = await offline((baton) => baton.run({ input: { said: "My internet is gone.", session: { user_id: "u-bram" } } }));
  expect(effects()).toEqual([]);
  expect([status, interrupts[0]?.baton.asker]).toEqual(["interrupted", "person"]);
});

test("a model that credits without asking stops at the billing lead all the same", async () => {
  rescript((script) => script.replace("said.lowerAscii().matches('yes|please do|go ahead') && ", ""));
  const { status } = await offline((baton) => baton.run({ input: { said: "I was charged twice in June.", ...ada } }));
  expect(status).toBe("interrupted");
  expect(effects()).toEqual([]);
});

test("agents that hand a case to and fro end at a person, with a reason", async () => {
  rescript((script) =>
    script
      .replace(/(\n {2}billing:\n)/, `$1    - calls: [{ tool: hand_over_to_technical, args: { reason: "'Not mine.'", input: { learned: [], open: [] } } }]\n`)
      .replace(/(\n {2}technical:\n)/, `$1    - calls: [{ tool: hand_over_to_billing, args: { reason: "'Not mine.'", input: { learned: [], open: [] } } }]\n`),
  );
  const result = await offline((baton) => baton.run({ input: { said: "My invoice, please.", ...ada } }));
  expect(result.status).toBe("interrupted");
  expect(result.interrupts[0]?.actionRequests[0]?.description).toMatch(/hands over: The case (goes round without anything new|was handed over 4 times)/);
});
