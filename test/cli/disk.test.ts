import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { program, type World, world } from "./world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.remove());

/** Runs the program where no file may grow past some kilobytes: the system refuses such a write as it does on a full disk. */
function cramped(kilobytes: number, args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const words = [process.execPath, program(), ...args].map((word) => `'${word}'`).join(" ");
  return spawnSync("bash", ["--norc", "-c", `ulimit -f ${kilobytes} && exec ${words}`], { cwd: here.folder, encoding: "utf8" });
}

it("says in one sentence that what it does could not be saved, and keeps what was", async () => {
  const run = ["run", "rest", "--input", "ms=1"];
  expect(await here.baton([...run, "--thread", "before"])).toMatchObject({ code: 0 });
  const { status, stdout, stderr } = cramped(64, [...run, "--thread", "then"]);
  expect(status).toBe(1);
  expect(stdout + stderr).toContain("baton.db");
  expect(stdout + stderr).not.toMatch(/\n\s+at /);
  expect((await here.baton(["threads", "list"])).out).toContain("before");
  expect(await here.baton(["resume", "before"])).toMatchObject({ code: 2 });
  expect(await here.baton([...run, "--thread", "after"])).toMatchObject({ code: 0 });
});

it("writes a project as a whole or not at all", () => {
  expect(cramped(1, ["init", "mine"])).toMatchObject({ status: 1, stderr: expect.stringContaining("is full, so this was not saved") });
  expect(here.has("mine")).toBe(false);
});

it("leaves the host's manifest as it was", () => {
  const manifest = join(here.folder, "baton.host.json");
  const before = readFileSync(manifest, "utf8");
  here.write("baton.config.mjs", here.read("baton.config.mjs").replace("Gives money back.", "Gives money back. ".repeat(200)));
  expect(cramped(1, ["host"])).toMatchObject({ status: 1 });
  expect(readFileSync(manifest, "utf8")).toBe(before);
});
