import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type People, people } from "./world.ts";

let here: People;
beforeAll(async () => {
  here = await people();
});
afterAll(() => here.close());

const order = { order: "A", amount: 70 };
const approve = { decisions: [{ type: "approve" }] };
const path = (id: string, verb = "decide"): string => `/baton/approvals/${id}/${verb}`;

describe("a review that two controllers must approve", () => {
  test("waits for the second, runs once then, and tells a third who decided what and when", async () => {
    const before = here.paid().length;
    const { id, thread } = await here.waiting("two", order);
    const [cleo, carl, clara] = await Promise.all(["cleo", "carl", "clara"].map((name) => here.as(name, ["controller"])));
    const first = await cleo?.call("POST", path(id), approve);
    expect(first).toMatchObject({
      status: 200,
      body: { status: "open", mine: false, actions: [{ by: [{ role: "controller", count: 2, approvedBy: ["cleo"] }] }] },
    });
    expect(await cleo?.call("POST", path(id), approve)).toMatchObject({ status: 422, body: { detail: expect.stringContaining("cleo approved it already") } });
    expect(await here.standing(thread)).toEqual({ status: "interrupted", outcome: undefined });
    expect(here.paid()).toHaveLength(before);

    expect(await carl?.call("POST", path(id), approve)).toMatchObject({ status: 200, body: { status: "resolved" } });
    expect(await here.standing(thread)).toEqual({ status: "done", outcome: "paid" });
    expect(here.paid()).toHaveLength(before + 1);

    const late = await clara?.call("POST", path(id), approve);
    expect(late).toMatchObject({
      status: 409,
      body: { code: "approval_decided", detail: expect.stringMatching(/decided already by carl at 2026-11-02 09:\d\d:\d\d UTC \(approve\)/) },
    });
    const looked = await clara?.call("GET", `/baton/approvals/${id}`);
    expect(looked).toMatchObject({
      status: 200,
      body: {
        closed: { code: "approval_decided" },
        actions: [
          { status: "consumed", decisions: [{ type: "approve", actor: "cleo", roles: ["controller"], counts: true, singleUser: false }, { actor: "carl" }] },
        ],
      },
    });
  });

  test("excludes who started the run and who edited the graph last, and says why", async () => {
    const row = await here.waiting("two", order);
    const ruth = await here.as("ruth", ["controller"]);
    expect(await ruth.call("POST", path(row.id), approve)).toMatchObject({
      status: 403,
      body: { code: "approval_forbidden", detail: expect.stringContaining("because ruth started the run") },
    });
    const { storage } = here.serving;
    const graph = (await storage.threads.get(row.thread))?.graph ?? "";
    await storage.publications.add({ graph, hash: row.graphHash, what: "edited", by: "edda", at: 1 });
    await storage.publications.add({ graph, hash: "sha256-later", what: "edited", by: "cleo", at: 2 });
    const { id } = await here.waiting("two", order);
    const [edda, cleo] = [await here.as("edda", ["controller"]), await here.as("cleo", ["controller"])];
    expect(await edda.call("POST", path(id), approve)).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining("because edda edited the graph last") },
    });
    expect(await edda.call("GET", `/baton/approvals/${id}`)).toMatchObject({
      body: { mine: false, actions: [{ why: expect.stringContaining("edited the graph last") }] },
    });
    expect(await cleo.call("POST", path(id), approve)).toMatchObject({ status: 200 });
  });
});

describe("people of several roles", () => {
  test("stand for one of them each; an edit clears what was approved before it", async () => {
    const { id, thread } = await here.waiting("mixed", order);
    const both = await here.as("bo", ["controller", "legal"]);
    const [cleo, lena] = [await here.as("cleo", ["controller"]), await here.as("lena", ["legal"])];
    expect(await both.call("POST", path(id), approve)).toMatchObject({ body: { status: "open" } });
    const edit = { decisions: [{ type: "edit", editedAction: { name: "pay", args: { order: "A", amount: 7 } } }] };
    const edited = await cleo.call("POST", path(id), edit);
    expect(edited).toMatchObject({
      body: {
        status: "open",
        actions: [
          {
            args: { amount: 7 },
            proposed: { amount: 70 },
            decisions: [
              { actor: "bo", counts: false },
              { actor: "cleo", type: "edit", counts: true },
            ],
          },
        ],
      },
    });
    expect(await lena.call("POST", path(id), approve)).toMatchObject({ body: { status: "resolved" } });
    expect(await here.standing(thread)).toMatchObject({ outcome: "paid" });
    expect(here.paid().at(-1)).toBe('{"order":"A","amount":7}');
  });

  test("must give a question the same answer", async () => {
    const { id, thread } = await here.waiting("ask");
    const [cleo, lena] = [await here.as("cleo", ["controller"]), await here.as("lena", ["legal"])];
    const says = (value: string) => ({ decisions: [{ type: "respond", value }] });
    expect(await cleo.call("POST", path(id), says("Ghent"))).toMatchObject({ body: { status: "open" } });
    expect(await lena.call("GET", `/baton/inbox?thread=${thread}`)).toMatchObject({ body: { items: [{ mine: true, actions: [{ answer: "Ghent" }] }] } });
    expect(await lena.call("POST", path(id), says("Aalst"))).toMatchObject({ body: { status: "open" } });
    expect(await cleo.call("POST", path(id), says("Aalst"))).toMatchObject({ body: { status: "resolved" } });
    expect(await here.standing(thread)).toMatchObject({ outcome: "done" });
    expect((await here.serving.storage.threads.listRuns(thread)).at(-1)?.output).toEqual({ place: "Aalst", who: "lena, cleo" });
  });
});

test("a decision that a server takes while it is being stopped is gone on with by the next", async () => {
  const { id, thread } = await here.waiting("one", order);
  const cleo = await here.as("cleo", ["controller"]);
  await here.drain();
  expect(await cleo.call("POST", path(id), approve)).toMatchObject({ status: 200, body: { status: "resolved" } });
  expect((await here.serving.storage.threads.get(thread))?.status).toBe("interrupted");
  await here.restart();
  expect(await here.standing(thread)).toEqual({ status: "done", outcome: "paid" });
});

describe("two at once", () => {
  test("are told apart: one decides, the other hears who did", async () => {
    const before = here.paid().length;
    const { id, thread } = await here.waiting("one", order);
    const [cleo, carl] = [await here.as("cleo", ["controller"]), await here.as("carl", ["controller"])];
    const answers = await Promise.all([cleo.call("POST", path(id), approve), carl.call("POST", path(id), { decisions: [{ type: "reject", message: "no" }] })]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: "approval_decided", detail: expect.stringMatching(/by (cleo|carl) at/) });
    const { outcome } = await here.standing(thread);
    expect(here.paid().length - before).toBe(outcome === "paid" ? 1 : 0);
  });

  test("of whom one edits: the other has not approved what they never saw", async () => {
    const { id } = await here.waiting("mixed", order);
    const [cleo, lena] = [await here.as("cleo", ["controller"]), await here.as("lena", ["legal"])];
    const { body: seen } = await lena.call("GET", `/baton/approvals/${id}`);
    await cleo.call("POST", path(id), { decisions: [{ type: "edit", editedAction: { name: "pay", args: { order: "A", amount: 7 } } }] });
    expect(await lena.call("POST", path(id), { ...approve, wording: seen["wording"] })).toMatchObject({
      status: 409,
      body: { code: "approval_changed", detail: expect.stringContaining("cleo, at 2026-11-02") },
    });
    const { body: now } = await lena.call("GET", `/baton/approvals/${id}`);
    expect(await lena.call("POST", path(id), { ...approve, wording: now["wording"] })).toMatchObject({ status: 200 });
  });

  test("at two reviews of one run side by side: both are gone on with", async () => {
    const { thread } = await here.waiting("both");
    const rows = await here.serving.storage.approvals.list({ thread });
    const [cleo, lena] = [await here.as("cleo", ["controller"]), await here.as("lena", ["legal"])];
    await Promise.all(rows.map(({ id, asker }) => (asker === "one" ? cleo : lena).call("POST", path(id), { decisions: [{ type: "respond", value: asker }] })));
    expect(await here.standing(thread)).toEqual({ status: "done", outcome: "done" });
  });
});
