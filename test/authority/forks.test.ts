import { Command } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { checkpoints, config, invoice, storages, type World, world } from "./world.ts";

/** The checkpoint of the newest stop before a node, on the way that led to the head. */
async function before({ engine }: World, node: string): Promise<string> {
  const found = (await engine.history("t")).find(({ next }) => next.includes(node));
  if (found === undefined) throw new Error(`Nothing stopped before ${node}.`);
  return found.checkpoint;
}

/** Everything that is there before the work must still be there after it, the same. */
async function unchanged(made: World, work: () => Promise<unknown>): Promise<void> {
  const was = await checkpoints(made.storage);
  const states = await statesOf(made, was.keys());
  await work();
  const is = await checkpoints(made.storage);
  for (const [id, checkpoint] of was) expect(is.get(id)).toEqual(checkpoint);
  expect(await statesOf(made, was.keys())).toEqual(states);
}

function statesOf(made: World, ids: Iterable<string>): Promise<readonly object[]> {
  return Promise.all(
    [...ids].map(async (id) => {
      const { values, next } = await made.compiled.getState(at(id));
      return { values, next };
    }),
  );
}

const at = (checkpoint_id: string) => ({ configurable: { ...config.configurable, checkpoint_id } });

describe.each(storages)("forks and replays pay nothing again and leave the original as it was (%s)", (storage) => {
  const paid = async (): Promise<World> => {
    const made = world({ storage });
    await made.paid();
    expect(made.ledger).toEqual([invoice]);
    return made;
  };

  test.each(["look", "review", "settle", "pay"])("a replay from %s with plain LangGraph", async (node) => {
    const made = await paid();
    const checkpoint = await before(made, node);
    await unchanged(made, async () => {
      await made.compiled.invoke(null, at(checkpoint));
      await made.compiled.invoke(null, at(checkpoint));
    });
    expect(made.ledger).toEqual([invoice]);
  });

  test.each(["look", "review", "settle", "pay"])("a fork from %s with plain LangGraph", async (node) => {
    const made = await paid();
    const checkpoint = await before(made, node);
    await unchanged(made, async () => {
      const head = await made.compiled.updateState(at(checkpoint), new Command({ goto: node }), node);
      await made.compiled.invoke(null, head);
      await made.compiled.invoke(null, config);
    });
    expect(made.ledger).toEqual([invoice]);
  });

  test.each(["look", "review", "settle", "pay"])("a fork from %s", async (node) => {
    const made = await paid();
    const checkpoint = await before(made, node);
    await unchanged(made, async () => {
      await made.engine.fork("t", checkpoint);
      await made.engine.resume("t");
    });
    expect(made.ledger).toEqual([invoice]);
  });

  test("a fork repeats the recorded result of the same call, and says that it was simulated", async () => {
    const made = await paid();
    await made.engine.fork("t", await before(made, "pay"));
    expect(await made.engine.resume("t")).toMatchObject({ status: "done", outcome: "paid", output: { receipt: { number: "R-1" } } });
    const effects = (await made.storage.effects.list({ thread: "t" })).filter(({ tool }) => tool === "pay");
    expect(effects.map(({ state }) => state)).toEqual(["done", "simulated"]);
  });

  test("a fork with other arguments asks people, and shows them the earlier payment", async () => {
    const made = await paid();
    await made.engine.fork("t", await before(made, "pay"), { values: { invoice: { id: "INV-1", amount: 901 } } });
    expect(await made.engine.resume("t")).toMatchObject({ status: "interrupted" });
    expect(made.ledger).toEqual([invoice]);
    expect(await made.open()).toMatchObject({
      fork: 1,
      actions: [{ args: { amount: 901 } }],
      shows: [{ label: "Earlier call of pay", value: { args: invoice } }],
    });
  });

  test("a fork with arguments that policy allows asks people all the same", async () => {
    const made = await paid();
    await made.engine.fork("t", await before(made, "review"), { values: { invoice: { id: "INV-1", amount: 50 } } });
    await made.engine.resume("t");
    expect(made.ledger).toEqual([invoice]);
    expect(await made.open()).toMatchObject({ asker: "pay", actions: [{ args: { amount: 50 } }] });
  });

  test("a fork before the review asks again, and only a new approval pays again", async () => {
    const made = await paid();
    await made.engine.fork("t", await before(made, "review"));
    await made.engine.resume("t");
    expect(made.ledger).toEqual([invoice]);
    const anew = await made.open();
    expect(anew).toMatchObject({ asker: "review", shows: [{ label: "Earlier call of pay" }] });
    await made.clock.advance(1_000);
    await made.engine.resume("t", { answers: { [anew.interrupt]: [{ type: "approve" }] } });
    expect(made.ledger).toEqual([invoice, invoice]);
  });

  test("an approval of the original is not one of its fork", async () => {
    const made = world({ storage });
    const approval = await made.stopped();
    await made.approve(approval);
    await made.compiled.invoke(new Command({ resume: "go" }), { ...config, interruptBefore: ["pay"] });
    const unpaid = await before(made, "pay");
    await made.engine.fork("t", unpaid);
    await made.engine.resume("t");
    expect(made.ledger).toEqual([]);
    expect(await made.open()).toMatchObject({ fork: 1, asker: "pay", actions: [{ args: invoice, by: [{ role: "controller" }] }] });
    await made.compiled.invoke(null, at(unpaid));
    expect(made.ledger).toEqual([invoice]);
  });

  test("a fork voids what is open, so that no late decision pays in it", async () => {
    const made = world({ storage });
    const approval = await made.stopped();
    await made.engine.fork("t", await before(made, "look"), { values: { invoice: { id: "INV-666", amount: 4000 } } });
    await expect(made.approve(approval)).rejects.toMatchObject({ code: "approval_void" });
    await expect(made.engine.resume("t", { answers: { [approval.interrupt]: [{ type: "approve" }] } })).rejects.toMatchObject({ code: "approval_void" });
    await made.engine.resume("t");
    expect(made.ledger).toEqual([]);
    expect(await made.open()).toMatchObject({ fork: 1, actions: [{ args: { id: "INV-666" } }] });
  });

  test("the original goes on as if there had been no fork", async () => {
    const made = world({ storage });
    const approval = await made.stopped();
    const stop = await before(made, "review");
    await made.compiled.updateState(at(await before(made, "look")), new Command({ update: { invoice: { id: "INV-2", amount: 700 } }, goto: "look" }), "look");
    await made.approve(approval);
    await made.compiled.invoke(new Command({ resume: { [approval.interrupt]: "go" } }), at(stop));
    expect(made.ledger).toEqual([invoice]);
  });
});
