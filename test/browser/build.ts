import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Builds the editor if it is older than its sources. */
export function buildEditor(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "../../apps/editor/build-once.ts")], { stdio: ["ignore", "ignore", "inherit"] });
}

/** Once for all files of tests. */
export const setup = buildEditor;
