import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, baton, printed, refund, rest, threadOf, type World, world } from "./world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.remove());

const threads = async (data: string): Promise<string> => (await here.baton(["threads", "list", "--json", "--data", data])).out.trim();

describe("baton run", () => {
  it("ends with 0 and prints the outcome, the output and the figures", async () => {
    const { code, out, err } = await here.baton(["run", "rest", "--input", "ms=1"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^✓ Done: done\n\n {2}first {3}noted\n {2}second {2}rested\n\n3 steps · 2 tool calls · .* · thread thr_/);
    expect(out).not.toContain("\u001b");
  });

  it("prints one object with --json and nothing else", async () => {
    const { code, out, err } = await here.baton(["run", "rest", "--input", "ms=1", "--json"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(printed(out)).toEqual({
      thread: expect.stringMatching(/^thr_/),
      run: expect.stringMatching(/^run_/),
      status: "done",
      outcome: "done",
      output: { first: "noted", second: "rested" },
      interrupts: [],
      waits: [],
      usage: { steps: 3, modelCalls: 0, toolCalls: 2, tokens: 0, costUsd: 0, timeMs: expect.any(Number) },
    });
  });

  it("takes input from files, standard input and pairs, later ones over earlier ones; channels of text take it as it is", async () => {
    here.write("case.json", JSON.stringify({ order: "from file", amount_minor: 1, tags: ["file"] }));
    here.write("order.txt", "007\n");
    const args = ["run", "refund", "--json", "--input", "case.json", "--input", "-", "--input", "order=@order.txt", "--input", "amount_minor=500"];
    const { out } = await here.baton(args, { input: '{ "tags": ["stdin"] }' });
    const { interrupts, output } = printed(out);
    expect(interrupts).toMatchObject([{ actionRequests: [{ name: "refund", args: { order: "007\n", amount_minor: 500, currency: "EUR" } }] }]);
    expect(output).toMatchObject({ tags: ["stdin"] });
  });

  it("names every problem of an input with its path, and keeps nothing", async () => {
    const { code, err } = await here.baton(["run", "refund", "--data", "bad", "--input", "amount_minor=many", "--input", 'tags=["a", 1]', "--input", "what=1"]);
    expect(code).toBe(2);
    for (const part of ["`order` is missing", "`amount_minor`", "`tags/1`", "`what` is no input", "because it is not JSON"]) expect(err).toContain(part);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(await threads("bad")).toBe("[]");
  });

  it.each([
    [["order=@nowhere.xml"], "There is no file nowhere.xml."],
    [["nowhere.json"], "There is no file nowhere.json."],
    [["order=@refund"], "refund is a folder, and a file is needed."],
    [["list.json"], "list.json has no JSON object in it"],
    [["broken.json"], "broken.json is not JSON"],
    [["order=@latin.txt"], "latin.txt is not text in UTF-8."],
  ])("refuses --input %j", async (given, message) => {
    here.write("list.json", "[1]");
    here.write("broken.json", "{");
    here.write("latin.txt", Uint8Array.from([0x66, 0xfc, 0x72]));
    const { code, err } = await here.baton(["run", "refund", ...given.flatMap((each) => ["--input", each])]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it("ends with 1 where a node fails, says which layer, and goes on from there", async () => {
    here.write("weigh/graph.yaml", rest.replaceAll("tool: pause, args: { ms: ms }", "tool: fragile").replace("id: rest", "id: weigh"));
    const failed = await here.baton(["run", "weigh", "--input", "ms=1", "--json"]);
    expect(failed.code).toBe(1);
    expect(printed(failed.out)).toMatchObject({
      status: "failed",
      output: { first: "noted" },
      error: { layer: "tool", node: "nap", message: expect.stringContaining("The scale is off") },
    });
    const again = await here.baton(["resume", threadOf(failed)]);
    expect(again).toMatchObject({
      code: 1,
      out: expect.stringMatching(/✗ Failed at nap {2}tool\n {2}.*The scale is off[^]*Try again from there:\n {2}baton resume thr_/),
    });
    here.write("mended", "");
    expect(await here.baton(["resume", threadOf(failed)])).toMatchObject({ code: 0, out: expect.stringContaining("Done: done") });
  });

  it("ends with 5 at a limit, and goes on once it is raised", async () => {
    here.write("limited/graph.yaml", rest.replace("nodes:", "limits: { steps: 2 }\nnodes:").replace("id: rest", "id: limited"));
    const stopped = await here.baton(["run", "limited", "--input", "ms=1"]);
    expect(stopped).toMatchObject({ code: 5, out: expect.stringContaining("Stopped: 2 of 2 steps used") });
    const [, raise = ""] = /baton (resume thr_\S+ --raise steps=\d+)/.exec(stopped.out) ?? [];
    expect(await here.baton(["resume", threadOf(stopped), "--raise", "stpes=9"])).toMatchObject({
      code: 2,
      err: "✗ `stpes` is no limit. Did you mean `steps`?\n",
    });
    expect(await here.baton(raise.split(" "))).toMatchObject({ code: 0 });
  });

  it("says how to set a missing key, before anything runs", async () => {
    const { code, err } = await here.baton(["run", "ask", "--data", "keyless"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^✗ .*set OPENAI_API_KEY, or run with --offline/);
    expect(await threads("keyless")).toBe("[]");
  });

  it("says that there is no script to answer from", async () => {
    here.write("mute/graph.yaml", ask.replace("id: ask", "id: mute"));
    here.write("mute/prompts/greet.md", here.read("ask/prompts/greet.md"));
    expect(await here.baton(["run", "mute", "--offline", "--data", "mute"])).toMatchObject({ code: 2, err: expect.stringContaining("has no `scripted.yaml`") });
    expect(await threads("mute")).toBe("[]");
    expect(await here.baton(["run", "rest", "--offline", "--input", "ms=1"])).toMatchObject({ code: 0 });
  });

  it("says in one sentence that the host throws or lacks a tool", async () => {
    here.write("thrower/baton.config.mjs", "throw new Error('no database here');");
    here.write("thrower/graph.yaml", refund);
    expect(await here.baton(["run", "thrower"])).toMatchObject({ code: 1, out: "", err: expect.stringContaining("did not load: no database here") });
    here.write("toolless/graph.yaml", refund.replaceAll("refund,", "reimburse,"));
    expect(await here.baton(["run", "toolless"])).toMatchObject({ code: 4, out: "", err: expect.stringMatching(/graph\.yaml:\d+:\d+ BT\d{3} .*`reimburse`/) });
  });

  it("takes a thread's name, and refuses one of another graph or one that waits", async () => {
    expect(await here.baton(["run", "refund", "--thread", "case-7", "--input", "order=A", "--input", "amount_minor=1"])).toMatchObject({ code: 3 });
    expect(await here.baton(["run", "rest", "--thread", "case-7", "--input", "ms=1"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("belongs to graph `refund`"),
    });
    const again = await here.baton(["run", "refund", "--thread", "case-7", "--input", "order=A", "--input", "amount_minor=1"]);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("baton resume case-7") });
    expect(await here.baton(["run", "rest", "--thread", "../x"])).toMatchObject({ code: 2, err: expect.stringContaining("letters, digits") });
  });

  it("refuses a data folder that is not one, and leaves it alone", async () => {
    here.write("junk/baton.db", "this is no database, and it is longer than a header".repeat(10));
    const before = here.read("junk/baton.db");
    expect(await here.baton(["run", "rest", "--input", "ms=1", "--data", "junk"])).toMatchObject({ code: 1, err: expect.stringContaining("left as it is") });
    expect(here.read("junk/baton.db")).toBe(before);
  });
});

describe("baton demo", () => {
  it("runs the invoice up to the controller, says that the model is scripted, and prints the command that pays", async () => {
    const { code, out, err } = await baton(["demo"], { cwd: here.folder });
    expect(code).toBe(0); // `pnpm demo` shows it to whoever is new: nothing failed
    expect(err).toContain("The model is scripted");
    expect(out).toMatch(/amount_minor {2}2381600 {2}EUR 23,816\.00/);
    const [, args = ""] = /baton (resume .* --approve --data \S+)/.exec(out) ?? [];
    const paid = await baton(args.split(" "), { cwd: here.folder });
    expect(paid).toMatchObject({ code: 0, out: expect.stringContaining("Done: paid") });
    const [, data = ""] = /--data (\S+)/.exec(args) ?? [];
    expect(here.read(`${data}/ledger.jsonl`).trim().split("\n")).toHaveLength(1);
  });

  it("prints commands for the way it was called", async () => {
    const env = {
      npm_lifecycle_event: "start",
      npm_config_user_agent: "pnpm/12.21.0 npm/? node/v24.0.0 linux x64",
      npm_execpath: "/home/a/.npm/_npx/0/pnpm.cjs",
    };
    const { out } = await baton(["run", "refund", "--input", "order=A", "--input", "amount_minor=1"], { cwd: here.folder, env });
    expect(out).toContain("  npx -y pnpm@12.21.0 baton resume thr_");
  });
});
