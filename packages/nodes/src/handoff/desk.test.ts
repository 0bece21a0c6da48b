import type { Decisions } from "@baton/runtime";
import { Command } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { calling, type DeskParts, deskOf, deskStory, handTo, says, takesLine } from "../testing/desk.ts";
import { check, exampleOf } from "../testing/example.ts";
import { followed } from "../testing/supervised.ts";
import { recorded, trial } from "../testing/trial.ts";

const approve: Decisions = [{ type: "approve" }];
const reject: Decisions = [{ type: "reject", message: "No." }];
const last = "conversation[size(conversation) - 1].content";

/** Runs a desk on one message of a customer, fused and with every node apart, which must come to the same. */
async function turn(parts: DeskParts, message = "Hello.", tools: Parameters<typeof trial>[1] = {}) {
  const example = deskOf(parts);
  expect(check(example).filter(({ severity }) => severity === "error")).toEqual([]);
  const [fused, apart] = await Promise.all(
    [false, true].map(async (debug) => {
      const { result, events } = await followed(
        async (watch) => await trial(example, tools, { debug }).engine.run({ thread: "t1", input: says(message), ...watch }),
      );
      return {
        status: result.status,
        outcome: result.outcome,
        output: result.output,
        error: result.error?.code,
        steps: result.usage.steps,
        story: deskStory(events),
      };
    }),
  );
  expect(apart).toEqual(fused);
  if (fused === undefined) throw new Error("It did not run.");
  return fused;
}

test("the page's example checks and runs", async () => {
  const example = exampleOf("handoff/docs.md");
  expect(check(example)).toEqual([]);
  const input = { ...says("What about my invoice?"), account: { id: "a1", open_minor: 500 } };
  expect(await trial(example).start(input)).toMatchObject({ $outcome: "answered", turn: { reply: "Five euros are open." } });
});

describe("a turn", () => {
  test("is ended by whoever answers; each hand-over is told in order", async () => {
    expect(await turn({ replies: { ann: [handTo("bob")], bob: [handTo("cid", { reason: "'Ask cid.'" })], cid: [{ text: "Done." }] } })).toEqual({
      status: "done",
      outcome: "done",
      output: { reply: "Done.", notes: [] },
      error: undefined,
      steps: 4,
      story: [
        "brief ann",
        "asked ann",
        "ann.handed",
        "ann -> bob: It is yours.",
        "brief bob",
        "asked bob",
        "bob.handed",
        "bob -> cid: Ask cid.",
        "brief cid",
        "asked cid",
        "cid.done",
        "desk.done",
      ],
    });
  });

  test("begins with whoever had the last one, in each thread for itself", async () => {
    const run = trial(deskOf({ replies: { ann: [handTo("bob", undefined, `${last} == 'Money?'`), { text: "I am ann." }], bob: [{ text: "I am bob." }] } }));
    const said = async (thread: string, message: string): Promise<unknown> => (await run.engine.run({ thread, input: says(message) })).output?.["reply"];
    expect(await said("t1", "Hello.")).toBe("I am ann.");
    expect(await said("t1", "Money?")).toBe("I am bob.");
    expect(await said("t2", "Hello.")).toBe("I am ann.");
    expect(await said("t1", "And?")).toBe("I am bob.");
    expect((await run.engine.show("t1")).values["conversation"]).toMatchObject([
      { role: "user", content: "Hello." },
      { role: "assistant", content: "I am ann." },
      { role: "user", content: "Money?" },
      { role: "assistant", content: "I am bob." },
      { role: "user", content: "And?" },
      { role: "assistant", content: "I am bob." },
    ]);
  });

  test("begins anew with its transfers: what bounds it is the turn", async () => {
    const run = trial(
      deskOf({ desk: "transfers: 1", replies: { ann: [handTo("bob")], bob: [handTo("ann", undefined, `${last} == 'Back.'`), { text: "Bob." }] } }),
    );
    expect((await run.engine.run({ thread: "t1", input: says("Hello.") })).outcome).toBe("done");
    expect((await run.engine.run({ thread: "t1", input: says("Back.") })).output).toMatchObject({
      problem: ["ann", expect.stringContaining("handed over once")],
    });
  });

  test("names agent and task with every token", async () => {
    const run = trial(deskOf({ replies: { ann: [handTo("bob")], bob: [{ text: "One two three." }] } }));
    const tokens: { agent: string; task: string; text: string }[] = [];
    await run.engine.run({ thread: "t1", input: says("Hello."), onToken: (token) => void tokens.push(token) });
    const spoken = tokens.filter(({ text }) => text !== "");
    expect(spoken.map(({ text }) => text).join("")).toBe("One two three.");
    expect(new Set(spoken.map(({ agent }) => agent))).toEqual(new Set(["bob"]));
    expect(new Set(tokens.map(({ task }) => task)).has("")).toBe(false);
  });
});

describe("who is handed a case", () => {
  test("gets what was filled in of its own `takes`, and a brief; nothing outside of what the desk passes reaches its model", async () => {
    const example = deskOf({
      members: { bob: `${takesLine}, success: [It is short.], escalateWhen: [It is about law.], tools: [{ tool: pay }]` },
      policies: ["{ node: bob, tool: pay, then: approve, by: lead, reason: It costs money }"],
      replies: { ann: [handTo("bob", { reason: "'Line 3 is wrong.'", input: { line: 3 } })], bob: [{ text: "Line {{ task.input.line }}." }] },
    });
    const { models, sent } = recorded(example);
    const run = trial(example, {}, { models });
    const { events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input: says("Hello `you`."), ...watch }));
    expect((await run.engine.show("t1")).values["reply"]).toBe("Line 3.");
    const [, toBob = []] = sent;
    const [system, said, told = ""] = toBob;
    expect(toBob).toHaveLength(3);
    expect(system).toContain("Be kind.");
    expect(said).toBe("Hello `you`.");
    for (const text of [
      "You are `bob`. `desk` gives you the task below.",
      "Goal of the workflow: Answer the customer.",
      "Your responsibility: Be bob.",
      "# Your task\nLine 3 is wrong.",
      "- Each call of `pay` must be approved by a lead: It costs money.",
      "- It is short.",
      "- It is about law.",
      '"input":{"line":3}',
      '"order": "order 7"',
    ])
      expect(told).toContain(text);
    expect(sent.flat().join("\n")).not.toContain("Nobody may know.");
    const briefs = events.flatMap((event) => (event.type === "brief.sent" ? [event.brief] : []));
    expect(briefs.map(({ to, history, state, task }) => ({ to, history, state, input: task.input }))).toEqual([
      { to: "ann", history: [{ role: "user", content: "Hello `you`." }], state: { order: "order 7" }, input: {} },
      { to: "bob", history: [{ role: "user", content: "Hello `you`." }], state: { order: "order 7" }, input: { line: 3 } },
    ]);
  });

  test("sees of the conversation what the desk passes, and no more", async () => {
    const example = deskOf({ replies: { ann: [{ text: "Well." }] } });
    const { models, sent } = recorded(example);
    const run = trial(example, {}, { models });
    for (const message of ["One.", "Two.", "Three."]) await run.engine.run({ thread: "t1", input: says(message) });
    expect(sent.at(-1)?.slice(1, -1)).toEqual(["Two.", "Well.", "Three."]);
  });

  test("is told of what it takes by whoever hands over: what does not fit is sent back", async () => {
    const wrong = handTo("bob", { reason: "'Look.'", input: { line: "'three'" } }, "turn == 0");
    const { story, output } = await turn({
      members: { bob: takesLine },
      replies: { ann: [wrong, handTo("bob", { reason: "'Look.'", input: { line: 3 } })], bob: [{ text: "Yes." }] },
    });
    expect(output).toMatchObject({ reply: "Yes." });
    expect(story.slice(0, 5)).toEqual(["brief ann", "asked ann", "asked ann", "ann.handed", "ann -> bob: Look."]);
  });
});

describe("a member that calls tools", () => {
  const granted = "tools: [look, { tool: note, writes: { notes: \"['noted ' + string(output)]\" } }]";

  test("hands over after them; what they wrote counts, and is new", async () => {
    const { output, story } = await turn(
      {
        members: { ann: granted, bob: granted },
        replies: {
          ann: [calling(["note", "a"]), handTo("bob", undefined, "task.instruction != 'Again.'"), { text: "{{ size(notes) }} before." }],
          bob: [calling(["note", "b"]), handTo("ann", { reason: "'Again.'" })],
        },
        desk: "passes: [notes], transfers: 9",
      },
      "Hello.",
      { note: ({ of }) => of ?? null },
    );
    expect(output).toEqual({ reply: "2 before.", notes: ["noted a", "noted b", "noted a"] });
    expect(story.filter((each) => each.includes(" -> "))).toEqual(["ann -> bob: It is yours.", "bob -> ann: Again."]);
  });

  test("does not hand over and call at once: the call is made, the hand-over comes after it", async () => {
    const both = { when: "turn == 0", calls: [{ tool: "note", args: { of: "'a'" } }, ...(handTo("bob").calls ?? [])] };
    const run = trial(deskOf({ members: { ann: granted }, replies: { ann: [both, handTo("bob")], bob: [{ text: "Yes." }] } }), {
      note: ({ of }) => of ?? null,
    });
    expect((await run.engine.run({ thread: "t1", input: says("Hello.") })).output).toEqual({ reply: "Yes.", notes: ["noted a"] });
    expect(run.calls).toEqual([{ of: "a" }]);
  });

  test("writes nothing where it fails", async () => {
    const { output } = await turn({ members: { ann: granted }, replies: { ann: [calling(["note", "a"])] } }, "Hello.", { note: ({ of }) => of ?? null });
    expect(output).toEqual({ problem: ["script_no_reply", expect.any(String)], notes: [] });
  });

  test.each([
    ["approved", approve, "paid", [{ of: "a" }]],
    ["rejected", reject, "not paid", []],
  ])("waits for people inside the desk and goes on in another process: %s", async (_, decision, reply, calls) => {
    const example = deskOf({
      members: { bob: "tools: [pay]" },
      policies: ["{ node: bob, tool: pay, then: approve, by: lead }"],
      replies: { ann: [handTo("bob")], bob: [calling(["pay", "a"]), { when: "message.content.contains('No.')", text: "not paid" }, { text: "paid" }] },
    });
    const run = trial(example, { pay: ({ of }) => of ?? null });
    const stopped = await run.engine.run({ thread: "t1", input: says("Hello.") });
    expect(stopped).toMatchObject({ status: "interrupted", interrupts: [{ baton: { node: "bob" } }] });
    const other = trial(example, { pay: ({ of }) => of ?? null }, { storage: run.storage });
    const done = await other.engine.resume("t1", { decisions: decision });
    expect(done).toMatchObject({ status: "done", output: { reply } });
    expect(run.calls).toEqual([]);
    expect(other.calls).toEqual(calls);
    expect((await other.engine.run({ thread: "t1", input: says("And?") })).status).toBe("interrupted"); // bob has the case still, and asks again
  });

  test("is judged by rules that look at what its own tools wrote, when people decide too", async () => {
    const example = deskOf({
      members: { ann: "tools: [{ tool: note, writes: { notes: \"['noted']\" } }, pay]" },
      policies: ["{ node: ann, tool: pay, when: \"size(notes) == 1 && secret != ''\", then: approve, by: lead }"],
      replies: { ann: [calling(["note", "a"]), { when: "turn == 1", calls: [{ tool: "pay", args: { of: "'b'" } }] }, { text: "Paid." }] },
    });
    const run = trial(example, { note: () => null, pay: () => null });
    expect(await run.engine.run({ thread: "t1", input: says("Hello.") })).toMatchObject({ status: "interrupted" });
    expect(await run.engine.resume("t1", { decisions: [{ type: "edit", editedAction: { name: "pay", args: { of: "c" } } }] })).toMatchObject({
      status: "done",
      output: { reply: "Paid.", notes: ["noted"] },
    });
    expect(run.calls).toEqual([{ of: "a" }, { of: "c" }]);
  });

  test("has no tool of the names by which cases are handed over", () => {
    const example = deskOf({ members: { ann: "tools: [escalate]" }, replies: {} });
    const tools = { ...example.manifest.tools, escalate: { ...example.manifest.tools["look"], description: "Works." } };
    const manifest = { ...example.manifest, tools };
    expect(() => trial({ ...example, manifest: Object.assign(manifest) })).toThrow("a tool called `escalate`");
  });
});

describe("a case that goes nowhere", () => {
  test("is given to a person by the tool for it", async () => {
    const { outcome, output, story } = await turn({ replies: { ann: [{ calls: [{ tool: "escalate", args: { reason: "'They ask for a person.'" } }] }] } });
    expect({ outcome, output }).toEqual({ outcome: "person", output: { problem: ["ann", "They ask for a person."], notes: [] } });
    expect(story).toEqual(["brief ann", "asked ann", "ann.handed", "escalated ann", "desk.escalated"]);
  });

  test("to and fro with nothing new is given to a person", async () => {
    const { output, story } = await turn({ replies: { ann: [handTo("bob")], bob: [handTo("ann")] } });
    expect(output).toEqual({ problem: ["bob", "The case goes round without anything new: `ann` to `bob` to `ann`."], notes: [] });
    expect(story.slice(-5)).toEqual(["asked bob", "bob.handed", "bob -| ann", "escalated bob", "desk.escalated"]);
  });

  test("is handed over as often as `transfers` says", async () => {
    const member = { ann: "tools: [look]", bob: "tools: [look]" };
    const { output, story } = await turn(
      { desk: "transfers: 3", members: member, replies: { ann: [calling(["look", "a"]), handTo("bob")], bob: [calling(["look", "b"]), handTo("ann")] } },
      "Hello.",
      { look: ({ of }) => of ?? null },
    );
    expect(output).toEqual({ problem: ["bob", "The case was handed over 3 times in this turn, and `bob` wanted to hand it to `ann`."], notes: [] });
    expect(story.filter((each) => each.includes(" -> "))).toHaveLength(3);
    expect(story).toContain("bob -| ann");
  });

  test.each([
    ["itself", "ann"],
    ["one that it may not hand over to", "cid"],
    ["nobody", "zoe"],
  ])("is not handed over to %s; a model that insists is stopped, with the reason", async (_, to) => {
    const { outcome, output, story } = await turn({ replies: { ann: [handTo(to)] } });
    expect({ outcome, output }).toEqual({
      outcome: "person",
      output: { problem: ["ann", expect.stringContaining(`there is no tool \`hand_over_to_${to}\``)], notes: [] },
    });
    expect(story).toEqual(["brief ann", "asked ann", "asked ann", "asked ann", "ann.handed", `ann -| ${to}`, "escalated ann", "desk.escalated"]);
  });

  test("a model that is told whom it may hand over to goes on", async () => {
    const { output } = await turn({
      replies: {
        ann: [handTo("cid", undefined, "turn == 0"), handTo("bob", undefined, "message.content.contains('hand_over_to_bob')")],
        bob: [{ text: "Yes." }],
      },
    });
    expect(output).toMatchObject({ reply: "Yes." });
  });

  test("fails as its member fails, and the next turn begins with that member", async () => {
    const { outcome, output, story } = await turn({ replies: { ann: [handTo("bob")], bob: [] } });
    expect({ outcome, output }).toEqual({ outcome: "broken", output: { problem: ["script_no_reply", expect.stringContaining("bob")], notes: [] } });
    expect(story.slice(-2)).toEqual(["bob script_no_reply", "desk script_no_reply"]);
  });

  test("ends the run where `failed` leads nowhere", async () => {
    const { status, error } = await turn({ replies: { ann: [] }, edges: ["start -> desk", "desk -> end.done", "desk.escalated -> end.person"] });
    expect({ status, error }).toEqual({ status: "failed", error: "script_no_reply" });
  });

  test("stops at a limit of the run, and goes on where it stopped", async () => {
    const run = trial(deskOf({ limits: "{ modelCalls: 1 }", replies: { ann: [handTo("bob")], bob: [{ text: "Yes." }] } }));
    expect(await run.engine.run({ thread: "t1", input: says("Hello.") })).toMatchObject({ status: "limit_reached" });
    expect(await run.engine.resume("t1", { raise: { modelCalls: 2 } })).toMatchObject({ status: "done", output: { reply: "Yes." } });
  });
});

test("nobody outside sends a member to work; what is written in its name goes on at the desk", async () => {
  const run = trial(deskOf({ replies: { ann: [{ text: "Ann." }], bob: [] } }));
  await run.engine.run({ thread: "t1", input: says("Hello.") });
  await expect(run.compiled.invoke(new Command({ goto: "bob" }), run.config)).rejects.toMatchObject({ code: "goto_invalid" });
  await run.compiled.updateState(run.config, { order: "order 8" }, "ann");
  expect((await run.compiled.getState(run.config)).next).toEqual(["desk"]);
});
