import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main, threadOf, type World, world } from "./world.ts";

let here: World;
let thread = "";
let approval = "";
beforeAll(async () => {
  here = await world();
  here.write("refund/cases.yaml", "cases: [{ id: small, title: Little money, input: { order: A, amount_minor: 5 }, expect: { status: interrupted } }]");
  thread = threadOf(await here.baton(["run", "refund", "--input", "order=A", "--input", "amount_minor=5"]));
  approval = /apr_[\w-]+/.exec((await here.baton(["inbox", "--json"])).out)?.[0] ?? "";
});
afterAll(() => here.remove());

/** What is offered for the last word, without the descriptions. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { code, out, err } = await here.baton(["complete", "--", ...words]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out.split("\n").flatMap((line) => (line === "" ? [] : [line.split("\t")[0] ?? ""]));
}

describe("baton complete", () => {
  it("offers commands with what they do, and those of a group", async () => {
    expect((await here.baton(["complete", "--", "ru"])).out).toBe("run\trun a graph until its end, or until a person has to decide\n");
    expect(await offered("")).toEqual(expect.arrayContaining(["init", "check", "run", "completion", "help"]));
    expect(await offered("")).not.toContain("complete");
    expect(await offered("threads", "h")).toEqual(["history"]);
    expect(await offered("help", "res")).toEqual(["resume"]);
  });

  it("offers options, those of the command alone, and their choices", async () => {
    expect(await offered("run", "--off")).toEqual(["--offline"]);
    expect(await offered("check", "--off")).toEqual([]);
    expect(await offered("threads", "list", "--status", "inter")).toEqual(["interrupted"]);
    expect(await offered("threads", "list", "--status=inter")).toEqual(["--status=interrupted"]);
    expect(await offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  it("offers graphs, threads, approvals, cases and inputs", async () => {
    expect(await offered("run", "re")).toEqual(["refund", "rest", ":folders"]);
    expect(await offered("run", "--offline", "refund", "")).toEqual([]);
    expect(await offered("check", "refund", "as")).toEqual(["ask", ":folders"]);
    expect(await offered("resume", "thr")).toEqual([thread]);
    expect(await offered("approve", "")).toEqual([thread, approval]);
    expect(await offered("inbox", "--thread", "")).toEqual([thread]);
    expect(await offered("test", "refund", "--case", "")).toEqual(["small"]);
    expect(await offered("run", "refund", "--input", "o")).toEqual(["order=", ":files"]);
    expect(await offered("resume", "--data", "nowhere", "")).toEqual([]);
  });

  it("says where files or folders are meant", async () => {
    expect(await offered("run", "refund", "--data", "")).toEqual([":folders"]);
    expect(await offered("threads", "backup", "")).toEqual([":files"]);
  });

  it("stays silent where something is broken", async () => {
    here.write("bad/baton.db", "no database");
    here.write("ill/graph.yaml", "baton: [");
    expect(await offered("resume", "--data", "bad", "")).toEqual([]);
    expect(await offered("run", "ill", "--input", "")).toEqual([":files"]);
    expect(await offered("nonsense", "--what", "")).toEqual([]);
  });
});

/** Presses Tab in a shell without anybody: what it would offer after a line. */
function pressTab(line: string): readonly string[] {
  const words = line.split(" ");
  const script = `
    eval "$('${process.execPath}' '${main}' completion bash)"
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
    _baton; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p baton`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { cwd: here.folder, encoding: "utf8" });
  expect(stderr).toBe("");
  const [registered, ...replies] = stdout.trimEnd().split("\n").toReversed();
  expect(registered).toBe("complete -F _baton baton");
  return replies.toReversed().filter((reply) => reply !== "");
}

describe.runIf(spawnSync("bash", ["--version"]).status === 0)("in bash", () => {
  it("completes commands, options, graphs with the folders beside them, threads and files", () => {
    expect(pressTab("baton resu")).toEqual(["resume"]);
    expect(pressTab("baton run --of")).toEqual(["--offline"]);
    expect(pressTab("baton run ref").toSorted()).toEqual(["refund", "refund"]);
    expect(pressTab("baton resume thr")).toEqual([thread]);
    expect(pressTab("baton run refund --input baton.h")).toEqual(["baton.host.json"]);
    expect(pressTab("baton threads list --status = inter")).toEqual(["interrupted"]);
  });

  it("evaluates nothing of what was typed", () => {
    pressTab("baton run $(touch${IFS}touched) --input `touch${IFS}touched` ");
    expect(here.has("touched")).toBe(false);
  });
});

const shells = ["bash", "zsh", "fish"] as const;

it.each(shells)("the script for %s asks this very installation", (shell) => {
  const { stdout, status } = spawnSync(process.execPath, [main, "completion", shell], { encoding: "utf8" });
  expect(status).toBe(0);
  expect(stdout).toContain(main);
});

it.each(shells.filter((shell) => spawnSync(shell, ["--version"]).status === 0))("%s reads its script", (shell) => {
  const { stdout } = spawnSync(process.execPath, [main, "completion", shell], { encoding: "utf8" });
  here.write(`script.${shell}`, stdout);
  const read = spawnSync(shell, [shell === "fish" ? "--no-execute" : "-n", `script.${shell}`], { cwd: here.folder, encoding: "utf8" });
  expect(read).toMatchObject({ status: 0, stderr: "" });
});
