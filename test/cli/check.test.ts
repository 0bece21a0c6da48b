import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baton, main, printed, refund, root, type World, world } from "./world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
  here.write("broken/graph.yaml", refund.replace("id: refund", "id: broken").replace("start -> review", "start -> reviw"));
});
afterAll(() => here.remove());

describe("baton check", () => {
  it("says that a graph has no problems", async () => {
    expect(await here.baton(["check", "refund"])).toEqual({ code: 0, out: "✓ refund: no problems\n", err: "" });
  });

  it("shows a problem with its place, its line, a caret under it and the fix, and ends with 4", async () => {
    const { code, out } = await here.baton(["check", "broken"]);
    expect(code).toBe(4);
    const [head = "", line = "", caret = ""] = out.split("\n");
    expect(head).toMatch(/^broken\/graph\.yaml:\d+:\d+ {2}error {2}BT\d{3} {2}.*reviw/);
    expect(line.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1)).toContain("reviw");
    expect(out).toMatch(/fix: .*review/);
    expect(out).toMatch(/✗ broken: \d+ error/);
  });

  it("prints diagnostics and counts as JSON, with places from the working folder", async () => {
    const { code, out, err } = await here.baton(["check", "broken", "refund", "--json"]);
    expect(code).toBe(4);
    expect(err).toBe("");
    const { diagnostics, counts } = printed(out);
    expect(counts).toEqual({ error: expect.any(Number), warning: expect.any(Number), advice: expect.any(Number) });
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ severity: "error", code: expect.stringMatching(/^BT\d{3}$/), at: expect.objectContaining({ file: "broken/graph.yaml" }) }),
    );
  });

  it("reads one document from standard input", async () => {
    expect(await here.baton(["check", "-"], { input: refund })).toMatchObject({ code: 0, out: "✓ refund: no problems\n" });
    const bad = await here.baton(["check", "-"], { input: "baton: 1\nid: [" });
    expect(bad.code).toBe(4);
    expect(bad.out).toMatch(/^<stdin>:2:\d+ {2}error/m);
  });

  it("says that the host's manifest is missing, or cannot be read", async () => {
    here.write("other/baton.config.mjs", "export default 1;");
    here.write("other/g/graph.yaml", refund);
    const missing = await here.baton(["check", "other/g"]);
    expect(missing).toMatchObject({ code: 4, out: expect.stringContaining("other/baton.host.json is missing") });
    here.write("other/baton.host.json", "{ nonsense");
    expect((await here.baton(["check", "other/g"])).out).toContain("other/baton.host.json cannot be read");
  });

  it("runs no code of the host", async () => {
    here.write("code/baton.config.mjs", "throw new Error('loaded');");
    here.write("code/baton.host.json", here.read("baton.host.json"));
    here.write("code/graph.yaml", refund);
    expect(await here.baton(["check", "code"])).toMatchObject({ code: 0 });
  });

  it("offers the nearest graph for one that is not there", async () => {
    expect(await here.baton(["check", "refnd"])).toEqual({ code: 2, out: "", err: "✗ There is no graph at refnd. Did you mean `refund`?\n" });
  });

  it("finds nothing wrong with the example", async () => {
    expect(await baton(["check", "graphs/invoice-exception", "--json"], { cwd: root })).toMatchObject({ code: 0, err: "" });
  });
});

describe("baton host", () => {
  it("says what changed, and with --check only compares", async () => {
    const text = here.read("baton.host.json");
    expect(await here.baton(["host", "--check"])).toMatchObject({ code: 0, out: "✓ baton.host.json is up to date.\n" });
    here.write("baton.host.json", text.replace("Gives money back.", "Takes money."));
    expect(await here.baton(["host", "refund", "--check"])).toMatchObject({ code: 1, out: expect.stringContaining("tool `refund` changed") });
    expect(here.read("baton.host.json")).toContain("Takes money.");
    expect(await here.baton(["run", "rest", "--input", "ms=1"])).toMatchObject({ code: 0, err: expect.stringContaining("baton.host.json is out of date") });
    expect(await here.baton(["host", "refund"])).toMatchObject({ code: 0, out: expect.stringContaining("Wrote baton.host.json") });
    expect(here.read("baton.host.json")).toBe(text);
  });

  it("says in one sentence that the host does not load", async () => {
    here.write("thrower/baton.config.mjs", "throw new Error('no database here');");
    const { code, err } = await here.baton(["host", "thrower"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^✗ The host .*thrower\/baton\.config\.mjs did not load: no database here/);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect((await here.baton(["host", "thrower"], { env: { BATON_DEBUG: "1" } })).err).toMatch(/\n\s+at /);
  });
});

describe("the program", () => {
  it.each([
    [["rnu"], "✗ Unknown command `rnu`. Did you mean `run`?\n"],
    [["run", "refund", "--ofline"], "✗ Unknown option `--ofline`. Did you mean `--offline`?\n"],
    [["run"], "✗ Missing required argument `graph`. See `baton --help`.\n"],
    [["resume", "thr_1", "--approve", "--reject"], "✗ Option `--approve` cannot be used with option `--reject [reason]`. See `baton --help`.\n"],
  ])("%j is refused in one sentence", async (args, err) => {
    expect(await here.baton(args)).toEqual({ code: 2, out: "", err });
  });

  it("prints errors as one object with --json", async () => {
    const { code, out, err } = await here.baton(["run", "refnd", "--json"]);
    expect({ code, err }).toEqual({ code: 2, err: "" });
    expect(printed(out)).toEqual({ error: { code: "graph_not_found", message: "There is no graph at refnd.", fix: "Did you mean `refund`?" } });
  });

  it.each([
    [
      ["help", "run"],
      ["run", "--help"],
    ],
    [
      ["help", "threads", "fork"],
      ["threads", "fork", "-h"],
    ],
    [["help"], ["--help"]],
  ])("%j shows what %j shows", async (one, other) => {
    const page = await here.baton(one);
    expect(page).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Examples:") });
    expect(page).toEqual(await here.baton(other));
  });

  it("offers the nearest command for one that has no page", async () => {
    expect(await here.baton(["help", "thread"])).toEqual({ code: 2, out: "", err: "✗ Unknown command `thread`. Did you mean `threads`?\n" });
  });

  it("shows the page of a group that is called without a command", async () => {
    expect(await here.baton(["threads"])).toMatchObject({ code: 2, out: "", err: expect.stringContaining("history [options] <thread>") });
  });

  const on = (version: string): readonly string[] => [
    "--import",
    `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`,
  ];

  it.each(["18.20.0", "20.11.1", "22.17.9", "23.11.0", "24.10.0", "25.1.0"])("says at once that Node.js %s is too old", async (version) => {
    const { code, out, err } = await here.baton(["--version"], { node: on(version) });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(new RegExp(`^Baton needs Node\\.js .* and this is ${version.replaceAll(".", "\\.")};`));
  });

  it.each(["22.18.0", "22.30.1", "24.11.0", "26.0.0"])("runs on Node.js %s", async (version) => {
    expect(await here.baton(["--version"], { node: on(version) })).toMatchObject({ code: 0, err: "" });
  });

  it("begins with a file that an old Node.js can read: plain JavaScript that imports nothing before it has looked", () => {
    const entry = readFileSync(main, "utf8");
    expect(entry).not.toMatch(/^\s*import\s/m);
    expect(entry.indexOf("process.versions")).toBeLessThan(entry.indexOf("import("));
  });

  it("shows what there is when it is called with nothing", async () => {
    const { code, out } = await here.baton([]);
    expect(code).toBe(2);
    for (const verb of ["check", "run", "resume", "approve", "reject", "inbox", "threads", "host"]) expect(out).toContain(`  ${verb} `);
    expect(out).not.toContain("demo");
  });
});
