import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printed, threadOf, type World, world } from "./world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.remove());

interface Checkpoint {
  readonly checkpoint: string;
  readonly next: readonly string[];
}

function list(text: string): readonly Checkpoint[] {
  const value: readonly Checkpoint[] = JSON.parse(text);
  return value;
}

describe("baton threads", () => {
  it("says that there are none, without making a folder", async () => {
    expect(await here.baton(["threads", "list", "--data", "nothing"])).toEqual({ code: 0, out: "No threads yet.\n", err: "" });
    expect(here.has("nothing")).toBe(false);
  });

  it("lists, shows and deletes", async () => {
    const waiting = await here.baton(["run", "refund", "--input", "order=T1", "--input", "amount_minor=5", "--data", "d"]);
    const done = await here.baton(["run", "rest", "--input", "ms=1", "--data", "d"]);
    const [first, second] = [threadOf(waiting), threadOf(done)];
    const all = await here.baton(["threads", "list", "--data", "d"]);
    expect(all.out).toMatch(new RegExp(`^thread +graph +status +updated\\n${second} +rest +Idle +now\\n${first} +refund +Waiting +now\\n$`));
    const some = await here.baton(["threads", "list", "--data", "d", "--status", "interrupted", "--json"]);
    expect(JSON.parse(some.out)).toMatchObject([{ id: first, graph: "refund", status: "interrupted" }]);
    expect(await here.baton(["threads", "list", "--status", "lost"])).toMatchObject({ code: 2 });

    await here.baton(["approve", first, "--data", "d"]);
    const shown = await here.baton(["threads", "show", first, "--data", "d"]);
    expect(shown.code).toBe(0);
    for (const part of [
      /Runs\n.*\n.* {2}Done +refunded/,
      /Approvals\n +apr_\w+ {2}refund {2}consumed|approved/,
      /What tools did\n +Done {2}refund\(order: "T1"/,
      /receipt +R-T1|receipt R-T1/,
    ]) {
      expect(shown.out).toMatch(part);
    }
    expect(printed((await here.baton(["threads", "show", first, "--data", "d", "--json"])).out)).toMatchObject({
      thread: { id: first },
      runs: [{ outcome: "refunded" }],
    });

    expect(await here.baton(["threads", "delete", first, "--data", "d"])).toMatchObject({ code: 0, out: expect.stringContaining("is gone") });
    expect(await here.baton(["threads", "show", first, "--data", "d"])).toMatchObject({ code: 2, err: expect.stringContaining(`There is no thread ${first}`) });
    expect(await here.baton(["threads", "delete", first, "--data", "d"])).toMatchObject({ code: 2 });
  });

  it("goes back to a checkpoint with another value, and leaves the first way in the history", async () => {
    const run = await here.baton(["run", "refund", "--input", "order=F1", "--input", "amount_minor=5"]);
    const thread = threadOf(run);
    expect(await here.baton(["reject", thread])).toMatchObject({ code: 0 });
    const history = list((await here.baton(["threads", "history", thread, "--json"])).out);
    const before = history.find(({ next }) => next.includes("review"))?.checkpoint ?? "";
    expect((await here.baton(["threads", "history", thread])).out).toMatch(new RegExp(`review +${before}`));

    expect(await here.baton(["threads", "fork", thread, "--at", before, "--set", "amount_minor=much"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("is not JSON"),
    });
    expect(await here.baton(["threads", "fork", thread, "--at", before, "--set", 'amount_minor="much"'])).toMatchObject({
      code: 2,
      err: expect.stringContaining("`amount_minor`"),
    });
    expect(await here.baton(["threads", "fork", thread, "--at", "nowhere"])).toMatchObject({ code: 2, err: expect.stringContaining("no checkpoint nowhere") });
    const fork = await here.baton(["threads", "fork", thread, "--at", before, "--set", "amount_minor=7"]);
    expect(fork).toMatchObject({ code: 0, out: expect.stringContaining(`baton resume ${thread}`) });
    expect(await here.baton(["resume", thread])).toMatchObject({ code: 3, out: expect.stringMatching(/amount_minor {2}7 {2}EUR 0\.07/) });
    const after = list((await here.baton(["threads", "history", thread, "--json"])).out);
    expect(after.map(({ checkpoint }) => checkpoint)).toEqual(expect.arrayContaining(history.map(({ checkpoint }) => checkpoint)));

    expect(await here.baton(["threads", "fork", thread, "--at", "0"])).toMatchObject({ code: 0 }); // one checkpoint of this step
    expect(await here.baton(["threads", "fork", thread, "--at", "1"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("several checkpoints of step 1"),
    });
    expect(await here.baton(["threads", "fork", thread, "--at", "99"])).toMatchObject({ code: 2, err: expect.stringContaining("no checkpoint 99") });
  });

  it("prunes what is old and finished, and tells before what would go", async () => {
    const data = ["--data", "pruned"];
    const waiting = threadOf(await here.baton(["run", "refund", "--input", "order=P1", "--input", "amount_minor=5", ...data]));
    const done = threadOf(await here.baton(["run", "rest", "--input", "ms=1", ...data]));
    expect(await here.baton(["threads", "prune", "--before", "1d", ...data])).toEqual({
      code: 0,
      out: "Nothing is old enough, or everything that is may still be needed.\n",
      err: "",
    });
    const dry = await here.baton(["threads", "prune", "--before", "0d", "--dry-run", "--json", ...data]);
    expect(printed(dry.out)).toMatchObject({ threads: 1, dryRun: true, checkpoints: expect.any(Number), bytes: expect.any(Number) });
    const history = await here.baton(["threads", "prune", "--before", "0m", "--history", ...data]);
    expect(history).toMatchObject({ code: 0, out: expect.stringMatching(/^0 threads and \d+ checkpoints? are gone, [\d.]+ (bytes|KB) in all\.\n$/) });
    expect(list((await here.baton(["threads", "history", done, "--json", ...data])).out)).toHaveLength(1);
    expect((await here.baton(["threads", "show", done, ...data])).out).toMatch(/second +rested/);
    expect(await here.baton(["threads", "prune", "--before", "0h", "--threads", ...data])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^1 thread and 1 checkpoint are gone/),
    });
    expect((await here.baton(["threads", "list", "--json", ...data])).out).toContain(waiting);
    expect((await here.baton(["threads", "list", "--json", ...data])).out).not.toContain(done);
    expect(await here.baton(["approve", waiting, ...data])).toMatchObject({ code: 0 });
  });

  it.each([
    [["--before", "soon"], "no age and no date"],
    [["--before", "2999-01-01"], "yet to come"],
    [["--before", "1d", "--history", "--threads"], "--history"],
    [[], "--before"],
  ])("refuses to prune by %j", async (args, why) => {
    expect(await here.baton(["threads", "prune", ...args])).toMatchObject({ code: 2, err: expect.stringContaining(why) });
  });

  it("backs up to a file that a thread goes on from, and overwrites none", async () => {
    const thread = threadOf(await here.baton(["run", "refund", "--input", "order=B1", "--input", "amount_minor=5", "--data", "original"]));
    const made = await here.baton(["threads", "backup", "copy/baton.db", "--data", "original"]);
    expect(made).toMatchObject({ code: 1, err: expect.stringContaining("copy") }); // no such folder
    here.write("copy/note", "");
    expect(await here.baton(["threads", "backup", "copy/baton.db", "--data", "original"])).toMatchObject({ code: 0, err: "" });
    expect(await here.baton(["threads", "backup", "copy/baton.db", "--data", "original"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("there already"),
    });
    expect(await here.baton(["threads", "backup", "other.db", "--data", "nowhere"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("nothing to copy"),
    });
    expect(here.has("nowhere")).toBe(false);
    expect(await here.baton(["approve", thread, "--data", "copy"])).toMatchObject({ code: 0 });
    expect(printed((await here.baton(["threads", "show", thread, "--data", "original", "--json"])).out)).toMatchObject({ thread: { status: "interrupted" } });
  });
});
