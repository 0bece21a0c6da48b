import { join } from "node:path";
import { defineHost, defineTool } from "baton";
import { z } from "zod";
import { clauseQuerySchema, clauseSchema, contractSchema, findClauses, readContract } from "./tools/contract.ts";
import { areas, compareWithPlaybook, comparisonArgsSchema, comparisonSchema, readPlaybook } from "./tools/playbook.ts";
import { commitment, commitmentSchema, feesSchema } from "./tools/present-value.ts";
import { readScreening, screenedSchema, screenParty } from "./tools/screening.ts";

const here = import.meta.dirname;
const company = "Quillfeather Instruments Ltd";
const playbooks = new Map(areas.map((area) => [area, readPlaybook(join(here, `knowledge/${area}.md`))]));
const screening = readScreening(join(here, "data/screening.json"));

const split = defineTool({
  name: "split_clauses",
  description: "Reads a contract in Markdown: title, counterparty and numbered clauses; fails, saying why, for anything else.",
  args: z.strictObject({ text: z.string() }),
  result: contractSchema,
  effect: "read",
  trust: "untrusted",
  execute: ({ text }) => readContract(text, company),
});

const find = defineTool({
  name: "find_clause",
  description: "Clauses of the contract by number, by chapter or by the words in them.",
  args: clauseQuerySchema,
  result: z.strictObject({ clauses: z.array(clauseSchema) }),
  effect: "read",
  trust: "untrusted",
  execute: (query) => ({ clauses: [...findClauses(query)] }),
});

const compare = defineTool({
  name: "compare_with_playbook",
  description: "Measures the contract's clauses and compares them with our positions, section by section.",
  args: comparisonArgsSchema,
  result: z.strictObject({ rows: z.array(comparisonSchema) }),
  effect: "read",
  trust: "untrusted", // it quotes the contract
  execute: ({ clauses, area }) => ({ rows: [...compareWithPlaybook(clauses, playbooks.get(area) ?? [])] }),
});

const presentValue = defineTool({
  name: "present_value",
  description: "All fees over a contract's term, and their present value.",
  args: feesSchema,
  result: commitmentSchema,
  effect: "read",
  trust: "trusted",
  execute: commitment,
});

const screen = defineTool({
  name: "screen_party",
  description: "Whether a party stands on a screening list: sanctions, export control, our own.",
  args: z.strictObject({ name: z.string().min(1).max(200) }),
  result: screenedSchema,
  effect: "read",
  trust: "trusted",
  execute: ({ name }) => screenParty(name, screening),
});

/** What the contract review needs of the world: five tools that read, a careful model, and a general counsel in office hours. */
export default defineHost({
  tools: [split, find, compare, presentValue, screen],
  models: {
    careful: { provider: "openai", model: "gpt-4.1", prices: { input: 2, output: 8 } },
    standard: { provider: "openai", model: "gpt-4.1-mini", prices: { input: 0.4, output: 1.6 } },
  },
  roles: ["general_counsel", "deputy_general_counsel"],
  calendars: { office_days: { zone: "Europe/Dublin", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:30", holidays: ["2026-12-25"] } },
});
