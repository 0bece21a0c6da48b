import { remoteToolName } from "@baton/core";
import { defineHost, hostManifest, parseScript, scriptedRemotes, ToolFailure } from "@baton/runtime";
import { describe, expect, test } from "vitest";
import { defineGraph } from "../define.ts";
import { changed, check, exampleFrom, exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("remote/docs.md");
const tool = remoteToolName("credit_bureau");
const input = { vendor: { vat_id: "DE1" } };
const codes = (of: typeof example): readonly string[] => check(of).map(({ code }) => code);

describe("a call of an agent elsewhere", () => {
  test("is given its input and nothing else, and of what comes back the named parts are taken", async () => {
    const run = trial(example, { [tool]: ({ vat_id }) => ({ vat_id: vat_id ?? null, score: 71, messages: ["a", "b"] }) });
    expect(await run.start(input)).toMatchObject({ $outcome: "rated", credit: { score: 71 } });
    expect(run.calls).toEqual([{ vat_id: "DE1" }]);
  });

  test("is in the journal although it only reads, with all that came back", async () => {
    const run = trial(example, { [tool]: () => ({ score: 71, more: true }) });
    await run.start(input);
    expect(await run.storage.effects.list({ thread: "t1" })).toMatchObject([{ tool, state: "done", result: { score: 71, more: true } }]);
  });

  test("takes the node to failed where the answer does not fit", async () => {
    const run = trial(example, { [tool]: () => ({ score: "high" }) });
    const { $outcome, problem } = await run.start(input);
    expect($outcome).toBe("unknown");
    expect(problem).toMatch(/^What the agent `credit_bureau` answered does not fit `output`: .*score/);
  });

  test("takes the node to failed where it failed", async () => {
    const run = trial(example, { [tool]: () => Promise.reject(new ToolFailure("The agent stopped.")) });
    expect(await run.start(input)).toMatchObject({ $outcome: "unknown", problem: "The agent stopped." });
  });

  test("is denied where no policy allows it", async () => {
    const run = trial(changed(example, "then: allow", "then: deny, reason: Closed."));
    expect(await run.start(input)).toMatchObject({ $outcome: "unknown", problem: expect.stringContaining("Closed.") });
    expect(run.calls).toEqual([]);
  });

  test("waits for people where a policy wants them", async () => {
    const run = trial(changed(example, "then: allow", "then: approve, by: clerk"), { [tool]: () => ({ score: 1 }) });
    await run.start(input);
    expect((await run.open()).actions[0]).toMatchObject({ name: tool, args: { vat_id: "DE1" } });
    expect(run.calls).toEqual([]);
    expect(await run.decide({ type: "approve" }, { id: "ann", roles: ["clerk"] })).toMatchObject({ credit: { score: 1 } });
  });

  test("may be approved by a review before it", async () => {
    const reviewed = changed(
      changed(
        example,
        "edges:\n  - start -> rate",
        "  look: { kind: review, approves: rate, by: clerk }\nedges:\n  - start -> look\n  - look.approved -> rate\n  - look.rejected -> end.unknown\n  - look.expired -> end.unknown",
      ),
      "unknown: [problem]",
      "unknown: [problem?]",
    );
    const run = trial(reviewed, { [tool]: () => ({ score: 1 }) });
    await run.start(input);
    expect(run.calls).toEqual([]);
    expect(await run.decide({ type: "approve" }, { id: "ann", roles: ["clerk"] })).toMatchObject({ $outcome: "rated" });
  });

  test("counts as a call of its tool", async () => {
    const limited = changed(example, "policies:", `limits: { tools: { ${tool}: 0 } }\npolicies:`);
    await expect(trial(limited).start(input)).rejects.toThrow("0 of 0 calls of remote/credit_bureau used");
  });
});

describe("an agent elsewhere for each item", () => {
  const { manifest } = example;
  const each = exampleFrom(
    `
baton: 1
id: ratings
goal: Rate all vendors.
state: { vendors: list(string), scores: { schema: { type: array } } }
input: [vendors]
outcomes: { rated: [scores] }
policies: [{ node: rate, tool: remote/credit_bureau, then: allow }]
nodes:
  every: { kind: parallel, each: vendors, as: vendor, local: { score: integer } }
  rate: { kind: remote, agent: credit_bureau, input: { vat_id: vendor }, output: { type: object, properties: { score: { type: integer } }, required: [score] }, writes: { score: output.score } }
  gather: { kind: join, of: every, collect: score, need: 0, writes: { scores: "output.map(r, r.status == 'done' ? r.value : -1)" } }
edges: [start -> every, every -> rate, rate -> gather, gather -> end.rated]
`,
    manifest,
  );

  test.each([false, true])("is called once for each, and its answers are held to `output` there too (debug: %s)", async (debug) => {
    expect(check(each)).toEqual([]);
    const run = trial(each, { [tool]: ({ vat_id }) => ({ score: vat_id === "b" ? "high" : 7, more: true }) }, { debug });
    expect(await run.start({ vendors: ["a", "b", "c"] })).toMatchObject({ scores: [7, -1, 7] });
    expect(run.calls).toHaveLength(3);
  });
});

describe("an agent elsewhere as a worker", () => {
  const owned = exampleFrom(
    `
baton: 1
id: vetting
goal: Vet a vendor.
state: { vendor: string, credit: { schema: { type: object } }, verdict: string }
input: [vendor]
outcomes: { vetted: [verdict, credit], unclear: [] }
policies: [{ node: rate, tool: remote/credit_bureau, then: allow }]
nodes:
  boss: { kind: supervisor, strategy: delegate, prompt: prompts/boss.md, workers: { rate: { required: true }, look: {} }, passes: [vendor], writes: verdict }
  rate:
    kind: remote
    agent: credit_bureau
    does: Rate a vendor's credit.
    takes: { type: object, properties: { vat_id: { type: string } }, required: [vat_id] }
    input: { vat_id: task.input.vat_id }
    writes: credit
  look: { kind: agent, prompt: prompts/look.md, does: Look around. }
edges: [start -> boss, boss.done -> end.vetted, boss.escalated -> end.unclear]
`,
    example.manifest,
    {
      "prompts/boss.md": "---\nid: boss\nkind: role\ninputs: []\n---\nVet the vendor.\n",
      "prompts/look.md": "---\nid: look\nkind: role\ninputs: []\n---\nLook around.\n",
      "scripted.yaml": `
agents:
  boss:
    - { when: turn == 0, calls: [{ tool: rate, args: { instruction: "'Rate it.'", input: { vat_id: vendor } } }] }
    - output: "'fine'"
`,
    },
  );

  test("gets its task's input, and its answer is written", async () => {
    expect(check(owned)).toEqual([]);
    const run = trial(owned, { [tool]: () => ({ score: 7 }) });
    expect(await run.start({ vendor: "DE1" })).toMatchObject({ $outcome: "vetted", credit: { score: 7 }, verdict: "fine" });
    expect(run.calls).toEqual([{ vat_id: "DE1" }]);
  });
});

describe("the check", () => {
  test("knows the host's agents", () => {
    expect(codes(changed(example, "agent: credit_bureau", "agent: credit_buro"))).toEqual(["BT155"]);
    expect(codes(changed(example, "tool: remote/credit_bureau", "tool: remote/credit_buro"))).toEqual(["BT150"]);
  });

  test("types what is given and what comes back", () => {
    expect(codes(changed(example, "vendor.vat_id }", "vendor.vat }"))).toEqual(["BT203"]);
    expect(
      codes(
        changed(example, "output: { type: object, properties: { score: { type: integer } }", "output: { type: object, properties: { score: { type: string } }"),
      ),
    ).toEqual(["BT211"]);
  });

  test("defineGraph takes its port", () => {
    const nodes = { rate: { kind: "remote", agent: "credit_bureau" } } as const;
    const head = { baton: 1, id: "x", state: { a: "string" } } as const;
    defineGraph({ ...head, nodes, edges: ["start -> rate", "rate -> end"] });
    // @ts-expect-error it has no such port
    defineGraph({ ...head, nodes, edges: ["start -> rate", "rate.answered -> end"] });
    expect(Object.keys(nodes)).toEqual(["rate"]);
  });
});

describe("the host", () => {
  const credit = { url: "${env:CREDIT_URL}", apiKey: "${env:CREDIT_KEY}", graph: "bureau", effect: "read" } as const;

  test("keeps addresses and keys out of its manifest", () => {
    const manifest = hostManifest(defineHost({ agents: { credit_bureau: { ...credit, budget: { calls: 2 } } } }));
    expect(manifest.agents).toEqual({
      credit_bureau: { graph: "bureau", description: "", effect: "read", trust: "untrusted", timeout: "10m", budget: { calls: 2, steps: 100 } },
    });
    expect(manifest.tools[tool]).toMatchObject({ effect: "read", trust: "untrusted", idempotent: true, egress: true });
    expect(JSON.stringify(manifest)).not.toContain("CREDIT");
  });

  test("takes no address and no key that is written out", () => {
    const declare = () => defineHost({ agents: { a: { ...credit, url: "https://example.com" }, b: { ...credit, apiKey: "secret" } } });
    expect(declare).toThrow(expect.objectContaining({ code: "host_agent_invalid", message: expect.stringMatching(/agents\.a\.url: .*agents\.b\.apiKey: /) }));
    expect(declare).not.toThrow("secret");
  });

  test("answers for its agents by a script, offline", async () => {
    const script = parseScript(example.files.get("scripted.yaml") ?? "", "scripted.yaml");
    const host = scriptedRemotes(defineHost({ agents: { credit_bureau: credit, other: credit } }), [script]);
    const context = { thread: "t", run: "r", node: "n", idempotencyKey: "k", attempt: 1, signal: new AbortController().signal, now: 0, user: "u" };
    const call = async (name: string, args: { vat_id: string }) => await host.tools.get(remoteToolName(name))?.execute(args, context);
    expect(await call("credit_bureau", { vat_id: "DE1" })).toEqual({ vat_id: "DE1", score: 71 });
    await expect(call("credit_bureau", { vat_id: "XX1" })).rejects.toMatchObject({ code: "remote_unreachable" });
    await expect(call("other", { vat_id: "DE1" })).rejects.toMatchObject({ code: "script_no_reply", message: expect.stringContaining("`remotes.other`") });
    expect(() => parseScript("remotes: { a: [{ text: hello }] }", "scripted.yaml")).toThrow("an agent elsewhere gives an `output` or an `error`");
  });
});
