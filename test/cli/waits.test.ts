import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printed, threadOf, type World, world } from "./world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
  here.write(
    "shop/baton.config.mjs",
    `
import { defineHost } from ${JSON.stringify(import.meta.resolve("baton"))};
export default defineHost({
  events: { paid: { type: "object", properties: { invoice: { type: "string" }, amount: { type: "integer" } }, required: ["invoice", "amount"] } },
  calendars: { office: { zone: "Europe/Berlin", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00" } },
});
`,
  );
  here.write(
    "shop/pay/graph.yaml",
    `
baton: 1
id: pay
goal: Wait for a payment.
state: { invoice: string, amount: integer }
input: [invoice]
outcomes: { paid: [amount], late: [] }
nodes:
  money: { kind: wait, title: The customer's money, event: paid, match: { invoice: invoice }, expires: 2d, calendar: office, writes: { amount: output.amount } }
edges: [start -> money, money -> end.paid, money.expired -> end.late]
`,
  );
  here.write(
    "shop/nap/graph.yaml",
    "baton: 1\nid: nap\ngoal: Sleep.\noutcomes: { done: [] }\nnodes:\n  nap: { kind: wait, for: 9h }\nedges: [start -> nap, nap -> end]\n",
  );
  await here.baton(["host", "shop"]);
});
afterAll(() => here.remove());

const pay = (invoice: string, ...more: readonly string[]) => here.baton(["run", "shop/pay", "--input", `invoice=${invoice}`, ...more]);

/** The commands that a run printed to go on. */
const commands = (out: string): readonly string[] => [...out.matchAll(/^ {2}baton (.*)$/gm)].map(([, text = ""]) => text);

describe("a run that waits for an event", () => {
  it("ends with 3 and says for what, until when, and how it goes on", async () => {
    const end = await pay("17");
    expect(end).toMatchObject({ code: 3, err: "" });
    expect(end.out).toMatch(/● The customer's money {2}Waiting for paid, where invoice is 17; until \d+ \w+ \d{4}/);
    expect(commands(end.out)).toEqual([`send paid --thread ${threadOf(end)} --input invoice=17`, `resume ${threadOf(end)}`]);
  });

  it("says the same when it is resumed too early, and ends once the event was sent", async () => {
    const end = await pay("18");
    const [send = "", resume = ""] = commands(end.out);
    expect(await here.baton(resume.split(" "))).toMatchObject({ code: 3, out: expect.stringContaining("where invoice is 18") });
    const sent = await here.baton([...send.split(" "), "--input", "amount=5"]);
    expect(sent).toMatchObject({ code: 0, err: "", out: expect.stringContaining("a run waits for it") });
    expect(commands(sent.out)).toEqual([resume]);
    expect(await here.baton(resume.split(" "))).toMatchObject({ code: 0, out: expect.stringContaining("Done: paid") });
  });

  it("shows in its thread what it waits for", async () => {
    const end = await pay("19");
    const { out } = await here.baton(["threads", "show", threadOf(end)]);
    expect(out).toMatch(/Waits\n {2}wait_\w+ {2}money {2}waiting for paid, where invoice is 19/);
  });

  it("gives what it waits for with --json", async () => {
    const { out, code } = await pay("20", "--json");
    expect(code).toBe(3);
    expect(printed(out)).toMatchObject({
      status: "interrupted",
      interrupts: [],
      waits: [{ id: expect.stringMatching(/^wait_/), node: "money", event: "paid", match: { invoice: "20" }, expires: expect.stringMatching(/Z$/) }],
    });
  });
});

describe("a run that waits for a time", () => {
  it("says until when, and how it goes on then", async () => {
    const end = await here.baton(["run", "shop/nap"]);
    expect(end.code).toBe(3);
    expect(end.out).toMatch(/● nap {2}Waiting until .*in 9 h/);
    expect(end.out).toContain("It goes on once its time has come:");
    expect(commands(end.out)).toEqual([`resume ${threadOf(end)}`]);
  });
});

describe("baton send", () => {
  it("takes JSON from standard input, names who may use it, and keeps an id's event once", async () => {
    const threads = [threadOf(await pay("21")), threadOf(await pay("21"))];
    const send = () => here.baton(["send", "paid", "--input", "-", "--id", "bank-21", "--json"], { input: '{"invoice": "21", "amount": 5}' });
    for (const { out, code } of [await send(), await send()]) {
      expect(code).toBe(0);
      expect(printed(out)).toMatchObject({ event: "paid", id: "bank-21", wakes: threads.map((thread) => ({ thread, node: "money" })) });
    }
    const ends = [await here.baton(["resume", threads[0] ?? ""]), await here.baton(["resume", threads[1] ?? ""])];
    expect(ends.map(({ code }) => code)).toEqual([0, 3]);
  });

  it("says that it is kept where no run waits for it yet", async () => {
    const { code, out } = await here.baton(["send", "paid", "--input", "invoice=none", "--input", "amount=5"]);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("No run waits for it now") });
  });

  it.each([
    [["send", "paid", "--input", "invoice=1", "--input", "amount=much"], /`paid` does not fit.*amount/],
    [["send", "payed", "--input", "invoice=1"], /has an event `payed`/],
    [["send", "paid", "--thread", "thr_none"], /no thread thr_none/],
    [["send", "paid", "--data", "nowhere"], /no runs are kept in nowhere/],
  ])("refuses %j in one sentence", async (args, message) => {
    const { code, err } = await here.baton(args);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringMatching(message) });
    expect(here.has("nowhere")).toBe(false);
  });
});
