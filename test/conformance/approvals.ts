import type { Approval, Storage } from "@baton/runtime";
import { expect, it } from "vitest";
import { action, approval } from "./samples.ts";

function resolvedFor(requester: string): Approval {
  return approval("a1", { version: 2, requester, status: "resolved" });
}

/** Approvals as rows. */
export function approvalConformance(open: () => Promise<Storage>): void {
  it("opens an approval once: who asks again gets the row that is there", async () => {
    const { approvals } = await open();
    const full = approval("a1", {
      expiresAt: 50,
      actions: [action({ decisions: [{ type: "edit", actor: "bob", roles: [], at: 7, value: { amount: 1 }, message: "less" }] }), action()],
    });
    expect(await approvals.open(full)).toEqual(full);
    expect(await approvals.open(approval("a1", { requester: "eve" }))).toEqual(full);
    expect(await approvals.get("a1")).toEqual(full);
    expect(await approvals.get("a2")).toBeUndefined();
  });

  it("lets one of several concurrent changes through", async () => {
    const { approvals } = await open();
    await approvals.open(approval("a1"));
    const won = await Promise.all(["x", "y", "z"].map((actor) => approvals.replace(resolvedFor(actor))));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await approvals.get("a1")).toEqual(resolvedFor(["x", "y", "z"][won.indexOf(true)] ?? ""));
    expect(await approvals.replace(approval("a1", { version: 4 }))).toBe(false);
    expect(await approvals.replace(approval("unknown", { version: 2 }))).toBe(false);
  });

  it("writes what is told of a change into the thread's log with it, and nothing where somebody was faster", async () => {
    const { approvals, events } = await open();
    await approvals.open(approval("a1"));
    const told = (note: string) => ({ at: 7, events: [{ note }] });
    expect(await Promise.all(["x", "y"].map((actor) => approvals.replace(resolvedFor(actor), told(actor))))).toEqual([true, false]);
    expect(await events.read("t1")).toEqual([{ thread: "t1", run: "r1", seq: 1, at: 7, event: { note: "x" } }]);
  });

  it("keeps who edited the graph, who claims it and which escalations were noted", async () => {
    const { approvals } = await open();
    const full = approval("a1", {
      editor: "eve",
      claim: { by: "bob", at: 3 },
      escalate: [
        { at: 1, to: "cfo", noted: 2 },
        { at: 9, to: "ceo" },
      ],
    });
    await approvals.open(full);
    expect(await approvals.get("a1")).toEqual(full);
    expect((await approvals.list({ due: { after: -1, until: 8 } })).map(({ id }) => id)).toEqual([]);
    expect((await approvals.list({ due: { after: -1, until: 9 } })).map(({ id }) => id)).toEqual(["a1"]);
    expect(await approvals.next(0)).toBe(9);
  });

  it("lists approvals oldest first, by thread and status, page by page", async () => {
    const { approvals } = await open();
    for (const [id, createdAt] of [
      ["a", 3],
      ["b", 1],
      ["c", 3],
    ] as const)
      await approvals.open(approval(id, { createdAt }));
    await approvals.open(approval("d", { createdAt: 2, thread: "t2" }));
    await approvals.replace(approval("b", { createdAt: 1, version: 2, status: "resolved" }));
    const ids = async (filter: Parameters<typeof approvals.list>[0]): Promise<string[]> => (await approvals.list(filter)).map((row) => row.id);
    expect(await ids({})).toEqual(["b", "d", "a", "c"]);
    expect(await ids({ thread: "t1" })).toEqual(["b", "a", "c"]);
    expect(await ids({ status: "open" })).toEqual(["d", "a", "c"]);
    expect(await ids({ status: "open", after: "b", limit: 2 })).toEqual(["d", "a"]); // the cursor itself need not fit
    expect(await ids({ after: "a" })).toEqual(["c"]);
    expect(await ids({ after: "unknown" })).toEqual([]);
  });

  it("voids what is open on a thread, or on one run of it, with what was approved in it", async () => {
    const { approvals } = await open();
    const half = [action({ status: "approved", final: {} }), action(), action({ status: "rejected" })];
    await approvals.open(approval("a", { actions: half }));
    await approvals.open(approval("b", { run: "r2" }));
    await approvals.open(approval("c", { thread: "t2" }));
    await approvals.open(approval("d", { status: "resolved" }));
    expect(await approvals.voidOpen("t1", "r1")).toBe(1);
    const voided = await approvals.get("a");
    expect(voided?.status).toBe("void");
    expect(voided?.version).toBe(2);
    expect(voided?.actions.map((each) => each.status)).toEqual(["void", "void", "rejected"]);
    expect(await approvals.voidOpen("t1")).toBe(1);
    expect((await approvals.list({ status: "open" })).map((row) => row.id)).toEqual(["c"]);
    expect((await approvals.get("d"))?.status).toBe("resolved");
  });
}
