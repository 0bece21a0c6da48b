import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, printed, refund, threadOf, type World, world } from "./world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.remove());

let count = 0;
/** Stops before a refund of its own order. */
async function stopped(order = `A${++count}`, graph = "refund"): Promise<{ readonly order: string; readonly end: Ended; readonly thread: string }> {
  const amount = graph === "shop" ? [] : ["--input", "amount_minor=12345", "--input", "currency=KWD"];
  const end = await here.baton(["run", graph, "--input", `order=${order}`, ...amount]);
  return { order, end, thread: threadOf(end) };
}

const paid = (order: string): readonly string[] =>
  (here.has("ledger.jsonl") ? here.read("ledger.jsonl") : "").split("\n").filter((line) => line.includes(JSON.stringify(order)));

describe("a run that waits", () => {
  it("ends with 3 and shows the call in full, a readable amount, who decides, until when and what it rests on", async () => {
    const { order, end } = await stopped();
    expect(end).toMatchObject({ code: 3, err: "" });
    expect(end.out).toContain("● A controller's yes  Waiting for controller");
    expect(end.out).toMatch(new RegExp(`order {9}${order}\\n +amount_minor {2}12345 {2}KWD 12\\.345\\n +currency {6}KWD`));
    for (const part of ["Money leaves the house.", "Who decides  controller", "Until", "sha256-", "tags   none"]) expect(end.out).toContain(part);
    expect(paid(order)).toEqual([]);
  });

  it("prints commands that work as they stand", async () => {
    const { order, end } = await stopped();
    const commands = [...end.out.matchAll(/^ {2}baton (.*)$/gm)].map(([, text = ""]) => text);
    expect(commands.map((text) => text.replace(/^resume thr_\S+ /, ""))).toEqual(["--approve", "--edit '{\"amount_minor\":12345}'", "--reject 'why'"]);
    const done = await here.baton((commands[0] ?? "").split(" "));
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining("✓ Done: refunded") });
    expect(paid(order)).toHaveLength(1);
    expect(await here.baton((commands[0] ?? "").split(" "))).toMatchObject({ code: 2, err: expect.stringContaining("nothing to resume") });
    expect(paid(order)).toHaveLength(1);
  });

  it("gives interrupts in LangChain's shape with --json", async () => {
    const { out } = await here.baton(["run", "refund", "--json", "--input", "order=J", "--input", "amount_minor=5"]);
    expect(printed(out)).toMatchObject({
      status: "interrupted",
      interrupts: [
        {
          id: expect.any(String),
          node: "pay",
          actionRequests: [{ name: "refund", args: { order: "J", amount_minor: 5, currency: "EUR" }, description: "Gives money back." }],
          reviewConfigs: [{ actionName: "refund", allowedDecisions: ["approve", "edit", "reject"] }],
        },
      ],
    });
  });

  it("shows what would steer the terminal instead of obeying it", async () => {
    const { end } = await stopped("A\u001b[2K\u202Egnp\rB");
    for (const character of ["\u001b", "\u202e", "\r"]) expect(end.out).not.toContain(character);
    expect(end.out).toContain("A\\u{1b}[2K\\u{202e}gnp\\u{d}B");
  });
});

describe("baton resume", () => {
  it("pays what was edited, and refuses an edit that does not fit without deciding anything", async () => {
    const { order, thread } = await stopped();
    const misfit = await here.baton(["resume", thread, "--edit", '{"amount_minor": "much"}']);
    expect(misfit).toMatchObject({ code: 2, err: expect.stringContaining("do not fit") });
    const denied = await here.baton(["resume", thread, "--edit", '{"amount_minor": 200000}']);
    expect(denied).toMatchObject({ code: 2, err: expect.stringContaining("Never more than a thousand") });
    expect(await here.baton(["resume", thread, "--edit", "{"])).toMatchObject({ code: 2, err: expect.stringContaining("is not JSON") });
    expect(await here.baton(["resume", thread, "--edit", '{"amount_minor": 99}'])).toMatchObject({ code: 0 });
    expect(paid(order)).toEqual([JSON.stringify({ order, amount_minor: 99, currency: "KWD" })]);
  });

  it("rejects with a reason, which the graph gets", async () => {
    const { order, thread } = await stopped();
    const { code, out } = await here.baton(["resume", thread, "--reject", "It came back.", "--json"]);
    expect(code).toBe(0);
    expect(printed(out)).toMatchObject({ outcome: "refused", output: { why: "It came back." } });
    expect(paid(order)).toEqual([]);
  });

  it("takes decisions as they are, by interrupt, and says which ids there are", async () => {
    const { thread } = await stopped();
    const { err, code } = await here.baton(["resume", thread, "--interrupt", "nonsense", "--approve"]);
    expect(code).toBe(2);
    const id = /open are (\w+)/.exec(err)?.[1] ?? "";
    expect(await here.baton(["resume", thread, "--interrupt", id, "--decisions", '[{"type":"approve"},{"type":"approve"}]'])).toMatchObject({ code: 2 });
    expect(await here.baton(["resume", thread, "--interrupt", id, "--decisions", '[{"type":"reject","message":"no"}]'])).toMatchObject({ code: 0 });
  });

  it("shows again what it waits for where nothing is decided", async () => {
    const { thread } = await stopped();
    expect(await here.baton(["resume", thread])).toMatchObject({ code: 3, out: expect.stringContaining("Waiting for controller") });
  });

  it("answers a question, and remembers that the run was offline", async () => {
    const asked = await here.baton(["run", "ask", "--offline"]);
    expect(asked).toMatchObject({ code: 3, out: expect.stringContaining("What is your name?") });
    const { out } = await here.baton(["resume", threadOf(asked), "--answer", "Ada", "--json"]);
    expect(printed(out)).toMatchObject({ status: "done", output: { name: "Ada", greeting: "Hello Ada" } });
    const other = await here.baton(["run", "ask", "--offline"]);
    const online = await here.baton(["resume", threadOf(other), "--answer", "Ada", "--no-offline"]);
    expect(online).toMatchObject({ code: 1, out: expect.stringContaining("OPENAI_API_KEY") });
  });

  it.each([["thr_unknown"], ["apr_unknown"]])("says that there is no %s", async (id) => {
    expect(await here.baton(["resume", id, "--approve"])).toMatchObject({ code: 2, err: expect.stringContaining(`no thread ${id}`) });
    expect(await here.baton(["resume", id, "--approve", "--data", "nowhere"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("no runs are kept in nowhere"),
    });
    expect(here.has("nowhere")).toBe(false);
  });
});

describe("baton approve and baton reject", () => {
  it("decide and go on", async () => {
    const one = await stopped();
    expect(await here.baton(["approve", one.thread])).toMatchObject({ code: 0, out: expect.stringContaining("Done: refunded") });
    expect(paid(one.order)).toHaveLength(1);
    const two = await stopped();
    expect(await here.baton(["reject", two.thread, "--message", "No."])).toMatchObject({ code: 0, out: expect.stringMatching(/Done: refused[^]*why {2}No\./) });
    expect(paid(two.order)).toEqual([]);
  });

  it("only record with --no-resume, by the approval's id; then the thread goes on", async () => {
    const { order, thread } = await stopped();
    const inbox: unknown = JSON.parse((await here.baton(["inbox", "--thread", thread, "--json"])).out);
    const id = Array.isArray(inbox) ? String(inbox[0].id) : "";
    expect(await here.baton(["approve", id, "--no-resume"])).toMatchObject({ code: 0, out: expect.stringContaining(`baton resume ${thread}`) });
    expect(paid(order)).toEqual([]);
    expect(await here.baton(["reject", id])).toMatchObject({ code: 2, err: expect.stringContaining("decided already by local") });
    expect(await here.baton(["resume", thread])).toMatchObject({ code: 0 });
    expect(paid(order)).toHaveLength(1);
  });

  it("hold to who may decide, and to how many must", async () => {
    here.write("pair/graph.yaml", refund.replace("by: controller", "by: { role: controller, count: 2, fourEyes: true }").replace("id: refund", "id: pair"));
    const { order, thread } = await stopped("P1", "pair");
    const clerk = await here.baton(["approve", thread, "--as", "cy", "--role", "clerk"]);
    expect(clerk).toMatchObject({ code: 2, err: expect.stringContaining("may not decide it") });
    expect(await here.baton(["approve", thread])).toMatchObject({ code: 2, err: expect.stringContaining("somebody other than who started") });
    const first = await here.baton(["approve", thread, "--as", "ada", "--role", "controller"]);
    expect(first).toMatchObject({ code: 3, out: expect.stringContaining("It still waits for controller") });
    expect(paid(order)).toEqual([]);
    expect(await here.baton(["approve", thread, "--as", "bo", "--role", "controller"])).toMatchObject({ code: 0 });
    expect(paid(order)).toHaveLength(1);
  });

  it("say that nothing is open", async () => {
    expect(await here.baton(["approve", "thr_unknown"])).toMatchObject({ code: 2, err: expect.stringContaining("There is no thread or approval thr_unknown") });
    const { thread } = await stopped();
    await here.baton(["reject", thread]);
    expect(await here.baton(["approve", thread])).toMatchObject({ code: 2, err: expect.stringContaining("has nothing open") });
  });
});

describe("a review in a graph inside", () => {
  it("says where it stands: when the run stops, in the inbox and in its thread", async () => {
    here.write(
      "shop/graph.yaml",
      `
baton: 1
id: shop
goal: Give money back.
state: { order: string }
input: [order]
outcomes: { refunded: [], refused: [] }
nodes:
  desk: { kind: subgraph, graph: refund, input: { order: order, amount_minor: "500", tags: "[]" } }
edges: [start -> desk, desk.refunded -> end.refunded, desk.refused -> end.refused]
`,
    );
    const { thread, end } = await stopped("S1", "shop");
    expect(end).toMatchObject({ code: 3, out: expect.stringMatching(/Asked at +desk\.1\/review\n/) });
    expect((await here.baton(["inbox", "--thread", thread])).out).toContain("● refund  at desk.1/review\n");
    expect((await here.baton(["threads", "show", thread])).out).toMatch(/apr_\S+ {2}refund at desk\.1\/review {2}waiting for controller/);
    expect(await here.baton(["approve", thread])).toMatchObject({ code: 0 });
  });
});

describe("a question to two", () => {
  it("stays open for the second, whom it shows the first one's answer, until both say the same", async () => {
    here.write(
      "ask-two/graph.yaml",
      here.read("ask/graph.yaml").replace("id: ask", "id: ask_two").replace("answer: string,", "answer: string, by: [controller, requester],"),
    );
    here.write("ask-two/prompts/greet.md", here.read("ask/prompts/greet.md"));
    here.write("ask-two/scripted.yaml", here.read("ask/scripted.yaml"));
    const thread = threadOf(await here.baton(["run", "ask-two", "--offline"]));
    const says = (name: string, role: string, answer: string) => here.baton(["resume", thread, "--answer", answer, "--as", name, "--role", role]);
    expect(await says("ada", "controller", "Ada")).toMatchObject({ code: 3, out: expect.stringMatching(/Waiting for requester[^]*ada said respond: "Ada"/) });
    expect(await says("ada", "controller", "Ada")).toMatchObject({ code: 2, err: expect.stringContaining("gave this answer already") });
    expect(await says("local", "clerk", "Ada")).toMatchObject({ code: 0, out: expect.stringContaining("Hello Ada") });
  });
});

describe("baton inbox", () => {
  it("lists what a graph, a node or a role has waiting", async () => {
    const { thread } = await stopped("F1");
    const threads = async (...filter: readonly string[]): Promise<boolean> => (await here.baton(["inbox", ...filter])).out.includes(thread);
    expect([await threads("--graph", "refund"), await threads("--node", "pay"), await threads("--role", "controller")]).toEqual([true, true, true]);
    expect([await threads("--graph", "ask"), await threads("--node", "review"), await threads("--role", "clerk")]).toEqual([false, false, false]);
  });

  it("lists what waits, with who and until when", async () => {
    const { order, thread } = await stopped();
    const { code, out } = await here.baton(["inbox"]);
    expect(code).toBe(0);
    expect(out).toContain(`refund(order: "${order}", amount_minor: 12345, currency: "KWD")`);
    expect(out).toMatch(new RegExp(`controller +(now|\\d+ min ago) +in \\d+ h +${thread}`));
    expect(await here.baton(["inbox", "--data", "nothing"])).toEqual({ code: 0, out: "Nothing waits for a person.\n", err: "" });
  });
});
