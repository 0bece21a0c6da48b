import { join } from "node:path";
import type { Json, JsonObject } from "@baton/core";
import { parseScript, scriptedProvider } from "@baton/runtime";
import { type Baton, checkFiles, defineHost, graphFolder, hostDrift, manualClock, openBaton, type RunResult, type Tool, ToolFailure } from "baton";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";

const folder = graphFolder(join(import.meta.dirname, "format-example"));

const script = `
agents:
  tax:
    - { when: turn == 0, calls: [{ tool: lookup_vat_rate, args: { country: "'DE'", category: "'S'" } }] }
    - output: { cites: ["'knowledge/vat.md'"], findings: "results.lookup_vat_rate.percent == 19.0 ? [] : [{'rule': 'VAT', 'place': 'line 1', 'difference_minor': 1}]" }
  decide:
    - output: { outcome: "findings.size() == 0 ? 'release' : 'hold'", reason: "findings.size() == 0 ? 'All agrees.' : findings[0].rule" }
`;

const orders: Readonly<Record<string, number>> = { "INV-1": 900_000, "INV-2": 5_000_000, "INV-3": 700_000 };
const invoice = (id: string, payable: number): string => `<Invoice id="${id}" payable="${payable}"/>`;
const within = invoice("INV-1", 900_000);
const above = invoice("INV-2", 5_000_000);
const dear = invoice("INV-3", 700_001);

const text = z.object({ xml: z.string() });
const matched = z.object({ invoice: z.object({ id: z.string(), payable_minor: z.int() }) });
const does: Readonly<Record<string, (args: JsonObject) => Json>> = {
  parse_ubl_invoice: (args) => {
    const [, id, payable] = /^<Invoice id="([^"]+)" payable="(\d+)"\/>$/.exec(text.parse(args).xml) ?? [];
    if (id === undefined) throw new ToolFailure("The document is no invoice.");
    return { id, supplier: "Example", currency: "EUR", payable_minor: Number(payable), lines: [{ id: "1", text: "A line", net_minor: Number(payable) }] };
  },
  match_order_and_receipt: (args) => {
    const { id, payable_minor } = matched.parse(args).invoice;
    const difference_minor = payable_minor - (orders[id] ?? 0);
    return { invoice_id: id, order_id: "PO-1", payable_minor, findings: difference_minor === 0 ? [] : [{ rule: "ORDER", place: "total", difference_minor }] };
  },
  lookup_vat_rate: () => ({ percent: 19 }),
};

const open: Baton[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((baton) => baton.close()));
});

/** The example with tools that do something, and replies for its two agents. */
async function world() {
  const ledger: JsonObject[] = [];
  const tools = Object.entries(folder.manifest.tools).map(([name, manifest]): Tool => {
    const act = does[name] ?? ((args: JsonObject) => ({ payment_id: `P-${ledger.push(args)}` }));
    const args = Array.isArray(manifest.args) || manifest.args;
    return { ...manifest, args, name, lookup: undefined, once: undefined, execute: async (given) => act(given) };
  });
  const models = Object.fromEntries(
    Object.entries(folder.manifest.models).map(([name, prices]) => [name, { provider: "openai" as const, model: name, prices }]),
  );
  const host = defineHost({ tools, models, roles: folder.manifest.roles });
  expect(hostDrift(host, folder.manifest)).toEqual([]);
  const { graph } = checkFiles(folder.files, folder.manifest);
  if (graph === undefined) throw new Error("The example cannot be read.");
  const clock = manualClock(Date.UTC(2026, 0, 5));
  const baton = await openBaton({ graph: folder.folder, data: false, host, clock, models: scriptedProvider(parseScript(script, "scripted.yaml"), graph) });
  open.push(baton);
  return {
    baton,
    clock,
    ledger,
    run: (document: string): Promise<RunResult> => baton.run({ thread: "t", input: { document } }),
    /** Runs to the controller's review, and checks that nothing was paid before it. */
    stopped: async (document: string): Promise<RunResult> => {
      const result = await baton.run({ thread: "t", input: { document } });
      expect(result).toMatchObject({ status: "interrupted", interrupts: [{ node: "pay", baton: { asker: "review" } }] });
      expect(ledger).toEqual([]);
      return result;
    },
  };
}

const release = { outcome: "release", reason: "All agrees." };

test("within the tolerance it is paid, and nobody is asked", async () => {
  const { run, ledger } = await world();
  expect(await run(within)).toMatchObject({ status: "done", outcome: "paid", output: { decision: release, findings: [] } });
  expect(ledger).toEqual([{ invoice_id: "INV-1", amount_minor: 900_000 }]);
});

test("above it a controller is shown the call with invoice, findings and decision, and what is approved is paid", async () => {
  const { stopped, baton, ledger } = await world();
  const { interrupts } = await stopped(above);
  const args = { invoice_id: "INV-2", amount_minor: 5_000_000 };
  expect(interrupts).toMatchObject([
    {
      node: "pay",
      actionRequests: [{ name: "release_payment", args }],
      reviewConfigs: [{ allowedDecisions: ["approve", "edit", "reject"] }],
      baton: { actions: [{ by: [{ role: "controller" }] }], expiresAt: Date.UTC(2026, 0, 8) },
    },
  ]);
  expect(interrupts[0]?.baton.shows.map(({ label }) => label)).toEqual(["invoice", "findings", "decision"]);
  expect(await baton.resume("t", { decisions: [{ type: "approve" }] })).toMatchObject({ status: "done", outcome: "paid", output: { decision: release } });
  expect(ledger).toEqual([args]);
});

test("a controller who pays less pays less", async () => {
  const { stopped, baton, ledger } = await world();
  await stopped(above);
  const args = { invoice_id: "INV-2", amount_minor: 4_000_000 };
  expect(await baton.resume("t", { decisions: [{ type: "edit", editedAction: { name: "release_payment", args } }] })).toMatchObject({ outcome: "paid" });
  expect(ledger).toEqual([args]);
});

test("another invoice, which no rule allows, is not paid even if a controller writes it into the call", async () => {
  const { stopped, baton, ledger } = await world();
  await stopped(above);
  const args = { invoice_id: "INV-9", amount_minor: 1 };
  const answer = baton.resume("t", { decisions: [{ type: "edit", editedAction: { name: "release_payment", args } }] });
  await expect(answer).rejects.toMatchObject({ code: "decision_invalid" });
  expect(ledger).toEqual([]);
});

test("what a controller rejects is not paid, and the run says why", async () => {
  const { stopped, baton, ledger } = await world();
  await stopped(above);
  const result = await baton.resume("t", { decisions: [{ type: "reject", message: "Ask the supplier first." }] });
  expect(result).toMatchObject({ status: "done", outcome: "rejected", output: { problem: "Ask the supplier first." } });
  expect(ledger).toEqual([]);
});

test("after three days without a decision it is held", async () => {
  const { stopped, baton, clock, ledger } = await world();
  await stopped(above);
  await clock.advance(3 * 24 * 3600_000 - 1);
  expect(await baton.resume("t")).toMatchObject({ status: "interrupted" });
  await clock.advance(1);
  await expect(baton.resume("t", { decisions: [{ type: "approve" }] })).rejects.toMatchObject({ code: "approval_expired" });
  expect(await baton.resume("t")).toMatchObject({ status: "done", outcome: "held", output: { decision: release, findings: [] } });
  expect(ledger).toEqual([]);
});

test("what is no invoice is rejected by the way of `failed`, without a model", async () => {
  const { run, ledger } = await world();
  expect(await run("Dear all,")).toMatchObject({
    status: "done",
    outcome: "rejected",
    output: { problem: "The document is no invoice." },
    usage: { modelCalls: 0 },
  });
  expect(ledger).toEqual([]);
});

test("an invoice that asks for more than its order is held", async () => {
  const { run, ledger } = await world();
  const findings = [{ rule: "ORDER", place: "total", difference_minor: 1 }];
  expect(await run(dear)).toMatchObject({ status: "done", outcome: "held", output: { findings, decision: { outcome: "hold", reason: "ORDER" } } });
  expect(ledger).toEqual([]);
});
