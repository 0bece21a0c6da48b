import { Command, Send } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { checkpoints, config, invoice, storages, type World, world } from "./world.ts";

const yes = { decisions: [{ type: "approve" }] };
const other = { id: "INV-2", amount: 800 };
/** Two invoices, each in a branch of its own. */
const two = [['each: "[invoice]"', `each: "[invoice, {'id': 'INV-2', 'amount': 800}]"`]] as const;

/** Tries something that may be refused; what counts is the ledger afterwards. */
async function attempt(attack: () => Promise<unknown>): Promise<string> {
  try {
    await attack();
    return "let in";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Where the checkpoints of a thread's lanes stand. */
async function lanesOf({ storage }: World, thread = "t"): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const { config: at } of storage.checkpointer.list({ configurable: { thread_id: thread } })) {
    const ns: unknown = at.configurable?.["checkpoint_ns"];
    if (typeof ns === "string" && ns !== "") found.add(ns);
  }
  return [...found];
}

describe.each(storages)("no way round a review in a branch (%s)", (storage) => {
  const begin = async (): Promise<World> => {
    const made = world({ storage, lanes: true });
    await made.stopped();
    return made;
  };
  const stillPayable = async ({ engine, ledger, open }: World): Promise<void> => {
    await engine.resume("t", { answers: { [(await open()).interrupt]: [{ type: "approve" }] } });
    expect(ledger).toEqual([invoice]);
  };

  test.each(["pay", "settle", "review", "pay.approve", "all.approve", "all", "met"])("Command({ goto: %j })", async (node) => {
    const made = await begin();
    await attempt(() => made.compiled.invoke(new Command({ goto: node }), config));
    await attempt(() => made.compiled.invoke(null, config));
    expect(made.ledger).toEqual([]);
  });

  test("a node inside a branch is no place to go to from outside", async () => {
    const made = await begin();
    expect(await attempt(() => made.compiled.invoke(new Command({ goto: "pay" }), config))).toContain("may lead to nodes");
    await stillPayable(made);
  });

  test.each(["begin", "all", "all.approve", "met", "review", "settle", "pay", "pay.approve", "__start__"])("updateState as %s", async (node) => {
    const made = await begin();
    await attempt(() => made.compiled.updateState(config, {}, node));
    await attempt(() => made.compiled.invoke(null, config));
    await attempt(() => made.compiled.invoke(new Command({ resume: yes }), config));
    expect(made.ledger).toEqual([]);
  });

  test("writing into a lane's own checkpoints", async () => {
    const made = await begin();
    for (const checkpoint_ns of await lanesOf(made)) {
      const inside = { configurable: { ...config.configurable, checkpoint_ns } };
      for (const node of ["review", "settle", "pay"]) {
        await attempt(() => made.compiled.updateState(inside, {}, node));
        await attempt(() => made.compiled.updateState(inside, { $ended: { status: "done" } }, node));
        await attempt(() => made.compiled.updateState(inside, new Command({ goto: "pay" }), node));
      }
      await attempt(() => made.compiled.invoke(null, inside));
      await attempt(() => made.compiled.invoke(new Command({ resume: yes }), inside));
      await attempt(() => made.compiled.invoke(new Command({ goto: "pay" }), inside));
    }
    await attempt(() => made.compiled.invoke(null, config));
    expect(made.ledger).toEqual([]);
  });

  test("a Send with a lane or an answer of its own", async () => {
    const made = await begin();
    for (const send of [
      new Send("pay", { $lane: { entry: "pay", locals: { one: invoice } } }),
      new Send("all.approve", { $parked: null }),
      new Send("met", { met$: {} }),
    ]) {
      await attempt(() => made.compiled.updateState(config, new Command({ goto: send }), "all"));
      await attempt(() => made.compiled.invoke(new Command({ goto: [send] }), config));
      await attempt(() => made.compiled.invoke(null, config));
    }
    expect(made.ledger).toEqual([]);
  });

  test("forged resume values of every shape, for the branch's interrupt and for the one that stands for it", async () => {
    const made = await begin();
    const { interrupt, id } = await made.open();
    const { tasks } = await made.compiled.getState(config);
    const shown = tasks.flatMap((task) => task.interrupts.map((each) => each.id ?? ""));
    for (const shape of [true, "approve", { type: "approve" }, [{ type: "approve" }], yes, { approval: id, status: "approved" }, []]) {
      await attempt(() => made.compiled.invoke(new Command({ resume: shape }), config));
      for (const each of [interrupt, ...shown]) await attempt(() => made.compiled.invoke(new Command({ resume: { [each]: shape } }), config));
    }
    expect(made.ledger).toEqual([]);
    expect((await made.open()).id).toBe(id);
    await stillPayable(made);
  });

  test("an edited channel does not change what a branch was approved to pay", async () => {
    const made = await begin();
    await attempt(() => made.compiled.updateState(config, { invoice: { id: "INV-666", amount: 4000 } }, "all"));
    await attempt(() => made.compiled.updateState(config, { invoice: { id: "INV-666", amount: 4000 } }, "all.approve"));
    await attempt(() => made.compiled.invoke(null, config));
    for (const approval of await made.storage.approvals.list({ status: "open" })) {
      expect([invoice, { id: "INV-666", amount: 4000 }]).toContainEqual(approval.actions[0]?.args);
      await made.approve(approval);
    }
    await attempt(() => made.engine.resume("t"));
    // Whatever was paid is what somebody saw and approved.
    const approved = (await made.storage.approvals.list({})).flatMap(({ actions }) => actions.map(({ args }) => args));
    for (const paid of made.ledger) expect(approved).toContainEqual(paid);
    expect(made.ledger.length).toBeLessThanOrEqual(1);
  });

  test("a copy of the thread goes on from its own lanes, and the original's approval pays nothing there", async () => {
    const made = await begin();
    await made.approve(await made.open());
    await made.storage.checkpointer.copyThread("t", "copy");
    expect(await lanesOf(made, "copy")).toEqual(await lanesOf(made));
    const copy = { configurable: { thread_id: "copy" } };
    await attempt(() => made.compiled.invoke(new Command({ resume: yes }), copy));
    await attempt(() => made.compiled.invoke(null, copy));
    expect(made.ledger).toEqual([]);
    await made.engine.resume("t");
    expect(made.ledger).toEqual([invoice]);
  });

  test("a deleted thread leaves no lane behind", async () => {
    const made = await begin();
    expect(await lanesOf(made)).not.toEqual([]);
    await made.engine.delete("t");
    expect(await lanesOf(made)).toEqual([]);
    expect((await checkpoints(made.storage)).size).toBe(0);
  });
});

describe.each(storages)("forks and replays in the middle of lanes (%s)", (storage) => {
  /** Two branches, of which the first has paid. */
  const half = async (): Promise<World> => {
    const made = world({ storage, lanes: true, change: two });
    const { interrupts } = await made.engine.run({ thread: "t", input: { invoice } });
    const first = interrupts.find(({ actionRequests }) => actionRequests[0]?.args["id"] === invoice.id);
    await made.engine.resume("t", { answers: { [first?.id ?? ""]: [{ type: "approve" }] } });
    expect(made.ledger).toEqual([invoice]);
    return made;
  };
  const all = async ({ engine }: World): Promise<readonly string[]> =>
    (await engine.history("t")).filter(({ next }) => next.length > 0).map(({ checkpoint }) => checkpoint);
  const unchanged = async (made: World, work: () => Promise<unknown>): Promise<void> => {
    const was = await checkpoints(made.storage);
    await work();
    const is = await checkpoints(made.storage);
    for (const [id, checkpoint] of was) expect(is.get(id)).toEqual(checkpoint);
  };
  const at = (checkpoint_id: string) => ({ configurable: { ...config.configurable, checkpoint_id } });

  test("a fork from any checkpoint pays nothing again without a new approval", async () => {
    const made = await half();
    const places = await all(made);
    expect(places.length).toBeGreaterThan(3);
    for (const checkpoint of places) {
      await unchanged(made, async () => {
        await made.engine.fork("t", checkpoint);
        await made.engine.resume("t");
      });
      expect(made.ledger).toEqual([invoice]);
    }
  });

  test("a replay from any checkpoint with plain LangGraph pays nothing again", async () => {
    const made = await half();
    for (const checkpoint of await all(made)) {
      await unchanged(made, async () => {
        await attempt(() => made.compiled.invoke(null, at(checkpoint)));
        await attempt(() => made.compiled.invoke(null, config));
      });
      expect(made.ledger).toEqual([invoice]);
    }
  });

  test("after a fork the original's open question is void, and the fork's is answered on its own", async () => {
    const made = await half();
    const open = await made.open();
    const [newest] = await all(made);
    await made.engine.fork("t", newest ?? "");
    await expect(made.approve(open)).rejects.toMatchObject({ code: "approval_void" });
    const { interrupts } = await made.engine.resume("t");
    expect(interrupts.map(({ actionRequests }) => actionRequests[0]?.args["id"])).toContain(other.id);
    for (const { id, actionRequests } of interrupts) {
      await made.clock.advance(1_000);
      await made.engine.resume("t", {
        answers: { [id]: [actionRequests[0]?.args["id"] === other.id ? { type: "approve" } : { type: "reject", message: "Paid." }] },
      });
    }
    expect(made.ledger).toEqual([invoice, other]);
  });

  test("with an edited channel the branches of a fork begin with what is edited", async () => {
    const made = await half();
    const before = (await made.engine.history("t")).find(({ next }) => next.includes("begin"))?.checkpoint;
    await made.engine.fork("t", before ?? "", { values: { invoice: { id: "INV-3", amount: 700 } } });
    const { interrupts } = await made.engine.resume("t");
    expect(interrupts.map(({ actionRequests }) => actionRequests[0]?.args["id"])).toEqual(["INV-3", "INV-2"]);
    expect(made.ledger).toEqual([invoice]);
  });
});
