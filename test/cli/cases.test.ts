import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ended, printed, program, refund, start, type World, world } from "./world.ts";

/** Runs a command on a terminal of its own; comes with util-linux. */
const terminal = "script";

let here: World;
beforeAll(async () => {
  here = await world();
  here.write("refund/cases.yaml", cases);
  here.write("rest/cases.yaml", "cases: [{ id: short, input: { ms: 1 }, expect: { status: done, output: { second: rested } } }]");
});
afterAll(() => here.remove());

const cases = `
cases:
  - id: waits
    input: { order: A, amount_minor: 5 }
    expect: { status: interrupted }
  - id: paid
    title: A controller agrees
    input: { order: A, amount_minor: 5 }
    review: { decision: approve }
    expect: { status: done, outcome: refunded, output: { receipt: { receipt: R-A } } }
`;
const wrong = (text: string): string => text.replace("outcome: refunded", "outcome: refused").replace("receipt: R-A", "receipt: R-B");

describe("baton test", () => {
  it("runs a graph's cases and prints a table: path, outcome, cost, time", async () => {
    const { code, out, err } = await here.baton(["test", "refund"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^refund\n {4}case +path +outcome +cost +time\n/);
    expect(out).toMatch(/^ {2}✓ waits +review \(waits\) +interrupted +\d+ ms$/m);
    expect(out).toMatch(/^ {2}✓ paid +review → pay +refunded +\d+ ms$/m);
    expect(out).toMatch(/\n✓ 2 passed, 0 failed\n$/);
  });

  it("takes folders of graphs, passes over those without cases, and ends with 1 where one case fails", async () => {
    here.write("more/a/graph.yaml", refund);
    here.write("more/a/cases.yaml", wrong(cases));
    here.write("more/b/graph.yaml", refund);
    const { code, out } = await here.baton(["test", "more", "rest", "refund", "--case", "paid", "--case", "short"]);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ paid: A controller agrees\n {4}outcome\n {6}expected {2}"refused"\n {6}found {5}"refunded"\n/);
    expect(out).toMatch(/output\.receipt\.receipt\n {6}expected {2}"R-B"\n {6}found {5}"R-A"/);
    expect(out).toMatch(/✗ 2 passed, 1 failed in 3 graphs\n$/);
  });

  it("prints one object with --json", async () => {
    const { code, out } = await here.baton(["test", "more/a", "--json"]);
    expect(code).toBe(1);
    expect(printed(out)).toMatchObject({
      counts: { passed: 1, failed: 1 },
      graphs: [
        {
          folder: "more/a",
          cases: [
            { case: "waits", passed: true, status: "interrupted", path: ["review (waits)"] },
            {
              case: "paid",
              title: "A controller agrees",
              passed: false,
              outcome: "refunded",
              path: ["review", "pay"],
              differences: [{ place: "outcome", expected: "refused", found: "refunded" }, { place: "output.receipt.receipt" }],
              usage: { toolCalls: 1 },
            },
          ],
        },
      ],
    });
  });

  it("keeps nothing of what it ran", async () => {
    await here.baton(["test", "refund"]);
    expect(await here.baton(["threads", "list"])).toMatchObject({ out: "No threads yet.\n" });
  });

  it("gives each case a folder of its own for what the host keeps", async () => {
    here.write("books/baton.config.mjs", host);
    here.write("books/graph.yaml", count);
    const each = (id: string): string => `{ id: ${id}, input: {}, expect: { status: done, output: { lines: 1 } } }`;
    here.write("books/cases.yaml", `cases: [${each("one")}, ${each("two")}]`);
    expect(await here.baton(["test", "books"])).toMatchObject({ code: 0, out: expect.stringContaining("2 passed") });
    const lines = async (data: string): Promise<unknown> => printed((await here.baton(["run", "books", "--json", "--data", data])).out)["output"];
    expect([await lines("d1"), await lines("d1"), await lines("d2")]).toEqual([{ lines: 1 }, { lines: 2 }, { lines: 1 }]);
    expect(here.has("d1/lines.txt")).toBe(true);
  });

  it("goes on where a graph cannot be opened, and says why", async () => {
    here.write("ill/graph.yaml", refund.replace("start -> review", "start -> reviw"));
    here.write("ill/cases.yaml", cases);
    here.write("odd/graph.yaml", refund);
    here.write("odd/cases.yaml", "cases: 3");
    const { code, out } = await here.baton(["test", "ill", "odd", "refund"]);
    expect(code).toBe(1);
    expect(out).toContain("BT");
    expect(out).toMatch(/✗ odd\n {2}The cases cannot be read: cases\.yaml:1:\d+/);
    expect(out).toMatch(/✗ 2 passed, 3 failed in 3 graphs\n$/);
  });

  it("uses the host's models with --live", async () => {
    here.write(
      "ask/cases.yaml",
      "cases: [{ id: hello, input: {}, review: { decision: respond, message: Ada }, expect: { status: done, output: { greeting: Hello Ada } } }]",
    );
    expect(await here.baton(["test", "ask"])).toMatchObject({ code: 0, out: expect.stringContaining("who → greet") });
    expect(await here.baton(["test", "ask", "--live"])).toMatchObject({ code: 1, out: expect.stringContaining("OPENAI_API_KEY") });
  });

  it.each([
    [["nowhere"], "There is no graph at nowhere."],
    [["refund", "--case", "pad"], "There is no case `pad`. Did you mean `paid`?"],
    [["rest", "--case", "paid"], "There is no case `paid`. There are short."],
    [["empty"], "There is no graph with a `cases.yaml` in empty or below."],
    [["more/b"], "no `cases.yaml`"],
  ])("says what is wrong with %j", async (args, message) => {
    here.write("empty/readme.txt", "");
    const { code, out, err } = await here.baton(["test", ...args]);
    expect(code).toBe(args[0] === "more/b" ? 1 : 2);
    expect(out + err).toContain(message);
  });

  it("stops at Ctrl-C with 130 and tells what it has", async () => {
    here.write("long/graph.yaml", slow);
    here.write(
      "long/cases.yaml",
      "cases: [{ id: one, input: { ms: 1 }, expect: { status: done } }, { id: two, input: { ms: 60000 }, expect: { status: done } }]",
    );
    rmSync(join(here.folder, "paused"), { force: true });
    const child = start(["test", "long"], { cwd: here.folder });
    const end = ended(child);
    for (let waited = 0; !here.has("paused") && waited < 20_000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill("SIGINT");
    expect(await end).toMatchObject({ code: 130, out: expect.stringContaining("✓ one") });
  });

  it.runIf(spawnSync(terminal, ["--version"]).status === 0)("tells on a terminal how it goes on", async () => {
    const command = `stty cols 100 rows 40; exec '${process.execPath}' '${program()}' test refund`;
    const child = spawn(terminal, ["-qec", command, "/dev/null"], { cwd: here.folder, env: { ...process.env, TERM: "xterm-256color" } });
    const { code, out } = await ended(child);
    expect(code).toBe(0);
    const text = stripVTControlCharacters(out);
    expect(text.indexOf("… paid")).toBeGreaterThan(text.indexOf("✓ waits"));
    expect(text.indexOf("case ")).toBeGreaterThan(text.indexOf("✓ paid"));
  });
});

/** A host that keeps a file, and counts its lines. */
const host = `
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineHost, defineTool } from "baton";
import { z } from "zod";
export default defineHost(({ data }) => ({
  tools: [
    defineTool({
      name: "add", description: "Adds a line and counts them.", effect: "write", trust: "trusted", args: z.strictObject({}), result: z.int(),
      execute: () => {
        mkdirSync(data, { recursive: true });
        appendFileSync(join(data, "lines.txt"), "line\\n");
        return readFileSync(join(data, "lines.txt"), "utf8").split("\\n").length - 1;
      },
    }),
  ],
}));
`;

const count = `
baton: 1
id: books
goal: Add a line.
state: { lines: integer }
input: []
outcomes: { done: [lines] }
policies: [{ node: "*", effect: write, then: allow }]
nodes: { add: { kind: tool, tool: add, writes: lines } }
edges: [start -> add, add -> end]
`;

const slow = `
baton: 1
id: long
goal: Wait.
state: { ms: integer, said: string }
input: [ms]
outcomes: { done: [said] }
policies: [{ node: "*", effect: read, then: allow }]
nodes: { nap: { kind: tool, tool: pause, args: { ms: ms }, writes: said } }
edges: [start -> nap, nap -> end]
`;
