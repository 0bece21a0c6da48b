import type { Storage } from "@baton/runtime";
import { expect, it } from "vitest";
import { action, approval, effect } from "./samples.ts";

/** The log of what was decided and done. */
export function auditConformance(open: () => Promise<Storage>): void {
  const filled = async (): Promise<Storage> => {
    const storage = await open();
    const said = (type: "approve" | "edit", actor: string, at: number) => ({ type, actor, roles: ["controller"], at }) as const;
    await storage.approvals.open(
      approval("a1", { actions: [action({ decisions: [{ ...said("edit", "bob", 7), value: { amount: 1 }, message: "less" }] }), action()] }),
    );
    await storage.approvals.open(
      approval("a2", { thread: "t2", actions: [action({ name: "sign", decisions: [said("approve", "bob", 9), said("approve", "eve", 10)] })] }),
    );
    await storage.effects.begin({ record: effect("task-1", { startedAt: 9 }), consume: undefined, again: false, reserve: undefined });
    return storage;
  };

  it("tells decisions and effects of all threads, newest first, with what was said and done", async () => {
    const { audit } = await filled();
    const [eve, first, second, edit, ...rest] = await audit.list({});
    expect(rest).toEqual([]);
    expect(eve).toEqual({
      id: "a2.0.1",
      at: 10,
      thread: "t2",
      run: "r1",
      node: "pay",
      what: "decision",
      approval: "a2",
      name: "sign",
      type: "approve",
      actor: "eve",
      roles: ["controller"],
    });
    expect([first?.id, second?.id]).toEqual(["effect.t1.task-1.0", "a2.0.0"]); // at one time: by id
    expect(first).toMatchObject({ what: "effect", at: 9, name: "pay", effect: "sensitive", state: "intent", args: { invoice: "I-1" } });
    expect(edit).toMatchObject({ what: "decision", type: "edit", value: { amount: 1 }, message: "less" });
  });

  it("gives what is asked for, page by page", async () => {
    const { audit } = await filled();
    const ids = async (filter: Parameters<typeof audit.list>[0]): Promise<string[]> => (await audit.list(filter)).map(({ id }) => id);
    expect(await ids({ thread: "t1" })).toEqual(["effect.t1.task-1.0", "a1.0.0"]);
    expect(await ids({ actor: "bob" })).toEqual(["a2.0.0", "a1.0.0"]);
    expect(await ids({ name: "pay" })).toEqual(["effect.t1.task-1.0", "a1.0.0"]);
    expect(await ids({ from: 9, to: 9 })).toEqual(["effect.t1.task-1.0", "a2.0.0"]);
    const [one, two] = await audit.list({ limit: 2 });
    expect([one?.id, two?.id]).toEqual(["a2.0.1", "effect.t1.task-1.0"]);
    expect(await ids(two === undefined ? {} : { after: two })).toEqual(["a2.0.0", "a1.0.0"]);
  });
}
