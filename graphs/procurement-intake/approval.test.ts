import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Actor, type Baton, graphFolder, loadHost, openBaton } from "baton";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Ledger } from "../ledger/ledger.ts";
import { orderSchema } from "./tools/orders.ts";
import { readRequest } from "./tools/request.ts";
import { exampleForm } from "./tools/testing.ts";

const here = import.meta.dirname;
const approve = [{ type: "approve" as const }];
const lead: Actor = { id: "ruth", roles: ["team_lead"] };
const director: Actor = { id: "viktor", roles: ["director"] };
const board: readonly Actor[] = ["amara", "jonas"].map((id) => ({ id, roles: ["board_member"] }));
const standArgs = {
  request_id: "PR-1005",
  vendor_id: "V-140",
  cost_center: "CC-310",
  category: "hardware",
  amount_minor: 31950000,
  currency: "EUR",
  requested_on: "2026-06-15",
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "procurement-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const orders = () => new Ledger(join(folder, "procurement.db"), "create_draft_po", orderSchema).entries().map(({ record }) => record);

/** Opens the graph offline, starts a request on thread `t`, works with it, and closes it. */
async function begun<Result>(form: string, work: (baton: Baton) => Promise<Result>, graph = here): Promise<Result> {
  const baton = await openBaton({ graph, data: false, offline: true, host: await loadHost(graphFolder(here), folder) });
  try {
    await baton.run({ thread: "t", input: { form: exampleForm(form) } });
    return await work(baton);
  } finally {
    await baton.close();
  }
}

/** Tries something that may be refused; what counts is the ledger afterwards. */
async function attempt(attack: () => Promise<unknown>): Promise<string> {
  try {
    await attack();
    return "let in";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A copy of the graph with its text changed, under the same host. */
function edited(...changes: readonly (readonly [string, string])[]): string {
  const graph = join(folder, "edited");
  for (const part of ["prompts", "schemas", "knowledge", "scripted.yaml"]) cpSync(join(here, part), join(graph, part), { recursive: true });
  const text = changes.reduce(
    (whole, [from, to]) => {
      if (!whole.includes(from)) throw new Error(`The document has no ${from}.`);
      return whole.replace(from, to);
    },
    readFileSync(join(here, "graph.yaml"), "utf8"),
  );
  writeFileSync(join(graph, "graph.yaml"), text);
  return graph;
}

describe("a large order is drafted by everybody whom it needs, and by nobody less", () => {
  test.each([
    ["nobody", []],
    ["the team lead", [lead]],
    ["team lead and director", [lead, director]],
    ["all but one of the board", [lead, director, ...board.slice(0, 1)]],
    ["the board alone", board],
    ["one of the board twice", [lead, director, ...board.slice(0, 1), ...board.slice(0, 1)]],
    ["one person of all roles", [{ id: "max", roles: ["team_lead", "director", "board_member"] }]],
    ["whoever asked for it", [{ id: "local", roles: "all" as const }]],
    [
      "people of other roles",
      [
        { id: "bo", roles: ["buyer"] },
        { id: "iris", roles: ["compliance_officer"] },
      ],
    ],
  ])("not with %s", async (_, actors) => {
    await begun("test-stand.json", async (baton) => {
      for (const actor of actors) await attempt(() => baton.resume("t", { decisions: approve, actor }));
      expect((await baton.show("t")).thread.status).toBe("interrupted");
    });
    expect(orders()).toEqual([]);
  });

  test("with all of them, in any order", async () => {
    await begun("test-stand.json", async (baton) => {
      for (const actor of [...board, director, lead]) await baton.resume("t", { decisions: approve, actor });
    });
    expect(orders()).toMatchObject([standArgs]);
  });
});

describe("an edit orders nothing else", () => {
  test.each([
    ["another vendor", { vendor_id: "V-150" }],
    ["another cost center", { cost_center: "CC-320" }],
    ["another request", { request_id: "PR-9999" }],
    ["another category", { category: "services" }],
    ["another day", { requested_on: "2025-01-01" }],
    ["more", { amount_minor: 31950001 }],
  ])("not %s", async (_, change) => {
    await begun("test-stand.json", async (baton) => {
      const decisions = [{ type: "edit" as const, editedAction: { name: "create_draft_po", args: { ...standArgs, ...change } } }];
      expect(await attempt(() => baton.resume("t", { decisions, actor: lead }))).toContain("never beyond what was asked for");
      for (const actor of [lead, director]) await attempt(() => baton.resume("t", { decisions: approve, actor }));
    });
    expect(orders()).toEqual([]);
  });
});

describe("no way round the approval", () => {
  test.each(["read", "gather", "controls", "approval", "draft", "__start__"])("by going on as if %s had been left", async (node) => {
    await begun("test-stand.json", async ({ compiled, ...baton }) => {
      const config = { configurable: { thread_id: "t" } };
      await attempt(async () => compiled?.updateState(config, {}, node));
      await attempt(async () => compiled?.invoke(null, config));
      await attempt(() => baton.resume("t"));
    });
    expect(orders()).toEqual([]);
  });

  test("by a history with the vendor that makes the order look small", async () => {
    await begun("test-stand.json", async ({ compiled, ...baton }) => {
      const config = { configurable: { thread_id: "t" } };
      const vendor = { vendor_id: "V-140", name: "Orrery Test Systems SAS", status: "active", recent_minor: -31950000, findings: [] };
      expect(await attempt(async () => compiled?.updateState(config, { vendor }, "gather"))).toMatch(/recent_minor/);
      await attempt(() => baton.resume("t"));
    });
    expect(orders()).toEqual([]);
  });

  test("by a larger request once a smaller one was approved", async () => {
    await begun("laptops.json", async ({ compiled, ...baton }) => {
      const [review] = await baton.inbox({ thread: "t" });
      await baton.decide(review?.id ?? "", approve, lead);
      const request = { ...readRequest(exampleForm("laptops.json")), total_minor: 99000000 };
      const config = { configurable: { thread_id: "t" } };
      await attempt(async () => compiled?.updateState(config, { request }, "controls"));
      await attempt(() => baton.resume("t"));
      await attempt(() => baton.resume("t", { decisions: approve, actor: lead }));
    });
    expect(orders().filter(({ amount_minor }) => amount_minor !== 1180800)).toEqual([]);
  });

  test("by a document without the review: the tool itself asks", async () => {
    const graph = edited(["- controls.open -> approval", "- controls.open -> draft"], [approvalNode(), ""], [approvalEdges, ""]);
    await begun(
      "test-stand.json",
      async (baton) => {
        expect(await baton.inbox({ thread: "t" })).toMatchObject([{ asker: "draft", actions: [{ args: standArgs }] }]);
        await baton.resume("t", { decisions: approve, actor: lead });
      },
      graph,
    );
    expect(orders()).toEqual([]);
  });

  test("by a document without policies of its own: the host's hold", async () => {
    const text = readFileSync(join(here, "graph.yaml"), "utf8");
    const policies = text.slice(text.indexOf("policies:\n"), text.indexOf("nodes:\n"));
    const graph = edited([policies, 'policies: [{ node: "*", tool: "*", then: allow }]\n\n']);
    await begun(
      "test-stand.json",
      async (baton) => {
        await attempt(() => baton.resume("t", { decisions: approve, actor: lead }));
        await baton.resume("t", { decisions: approve, actor: director });
        expect((await baton.show("t")).thread.status).toBe("interrupted");
        expect(orders()).toEqual([]);
        for (const actor of board) await baton.resume("t", { decisions: approve, actor });
      },
      graph,
    );
    expect(orders()).toHaveLength(1);
  });

  test("by asking twice: another thread for the same request drafts nothing more", async () => {
    const once = () => begun("keyboards.json", (baton) => baton.show("t"));
    await once();
    await once();
    expect(orders()).toHaveLength(1);
  });
});

const approvalEdges = `  - approval.approved -> draft
  - approval.rejected -> end.declined
  - approval.expired -> open_case
`;

/** The text of the node \`approval\`. */
function approvalNode(): string {
  const text = readFileSync(join(here, "graph.yaml"), "utf8");
  return text.slice(text.indexOf("  approval:\n"), text.indexOf("  draft:\n"));
}
