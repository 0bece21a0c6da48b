import { Command, Overwrite } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { config, invoice, storages, world } from "./world.ts";

const edited = { id: "INV-1", amount: 300 };

describe.each(storages)("what may be written from outside (%s)", (storage) => {
  test.each([
    ["plainly", { invoice: edited }],
    ["by a Command", new Command({ update: { invoice: edited } })],
    ["as an Overwrite", { invoice: new Overwrite(edited) }],
  ])("a declared channel, %s: the run goes on with it, and people see it", async (_, values) => {
    const made = world({ storage });
    await made.stopped();
    await made.compiled.updateState(config, values, "look");
    expect((await made.compiled.getState(config)).values).toMatchObject({ invoice: edited });
    await made.compiled.invoke(values instanceof Command ? new Command({ goto: "review" }) : null, config);
    const shown = (await made.storage.approvals.list({ status: "open" })).map(({ actions }) => actions[0]?.args);
    expect(shown).toEqual([invoice, edited]);
    expect(made.ledger).toEqual([]);
  });

  test.each([
    [{ invoice: { id: "INV-1" } }, "write_invalid"],
    [{ invoice: null }, "write_invalid"],
    [{ nowhere: 1 }, "channel_unknown"],
    [{ $outcome: "paid" }, "channel_unknown"],
    [{ "branch:to:pay": "x" }, "channel_unknown"],
    [{ __pregel_tasks: [] }, "channel_unknown"],
    [new Command({ goto: "pay.approve" }), "goto_invalid"],
    [new Command({ goto: "nowhere" }), "goto_invalid"],
  ])("not %j", async (values, code) => {
    const made = world({ storage });
    await made.stopped();
    const was = await made.compiled.getState(config);
    await expect(made.compiled.updateState(config, values, "look")).rejects.toMatchObject({ code });
    const command = values instanceof Command ? values : new Command({ update: values });
    await expect(made.compiled.invoke(command, config)).rejects.toMatchObject({ code });
    expect(await made.compiled.getState(config)).toEqual(was);
  });

  test("nor anything but declared channels in a fork", async () => {
    const made = world({ storage });
    await made.stopped();
    const [{ checkpoint } = { checkpoint: "" }] = await made.engine.history("t");
    await expect(made.engine.fork("t", checkpoint, { values: { $run: {} } })).rejects.toMatchObject({ code: "channel_unknown" });
    await expect(made.engine.fork("t", checkpoint, { values: { invoice: "x" } })).rejects.toMatchObject({ code: "write_invalid" });
    expect((await made.open()).status).toBe("open");
  });
});
