import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import { root } from "../cli/world.ts";

const lock = join(root, "node_modules/.cache/editor-build");

/** Builds the editor if it is older than its sources; files of tests that run side by side build it once. */
export async function buildEditor(): Promise<void> {
  const until = Date.now() + 120_000;
  mkdirSync(join(lock, ".."), { recursive: true });
  while (!taken()) {
    if (Date.now() > until) throw new Error(`Somebody builds the editor for two minutes already; remove ${lock} if nobody does.`);
    await pause(100);
  }
  try {
    execFileSync(process.execPath, [join(root, "apps/editor/build-once.ts")], { stdio: ["ignore", "ignore", "inherit"] });
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function taken(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
