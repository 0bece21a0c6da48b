import { existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { hostDrift, hostFolder, hostManifest, loadHost } from "baton";
import { type Exit, exit, Refusal } from "../process/failure.ts";
import { wantsEditorConfig, writeEditorConfig } from "../init/editor-config.ts";
import type { Io } from "../process/io.ts";

export interface HostOptions {
  readonly check?: true;
  readonly json?: true;
}

/** Writes the host's manifest, or compares it with what the code says. */
export async function host(path: string, { check, json }: HostOptions, io: Io): Promise<Exit> {
  if (!existsSync(path) || !statSync(path).isDirectory()) throw new Refusal("host_missing", `There is no folder ${path}.`);
  const folder = hostFolder(path);
  if (folder.config === undefined)
    throw new Refusal("host_missing", `There is no baton.config.ts in ${path} or above it.`, "Write one with `export default defineHost({ ... })`.");
  const loaded = await loadHost(folder);
  const exists = existsSync(folder.manifestFile);
  const drift = !exists ? ["it did not exist"] : folder.manifestProblem === undefined ? hostDrift(loaded, folder.manifest) : ["it could not be read"];
  const writes = check !== true && drift.length > 0;
  if (writes) write(folder.manifestFile, `${JSON.stringify(hostManifest(loaded), undefined, 2)}\n`);
  const project = dirname(folder.config);
  if (check !== true && wantsEditorConfig(project)) writeEditorConfig(project);
  const file = relative("", folder.manifestFile);
  if (json === true) io.out(JSON.stringify({ file, drift, written: writes }, undefined, 2));
  else io.out(said(file, drift, writes, io));
  return check === true && drift.length > 0 ? exit.failed : exit.done;
}

function said(file: string, drift: readonly string[], writes: boolean, { paint }: Io): string {
  if (drift.length === 0) return `${paint("good", "✓")} ${file} is up to date.`;
  const list = drift.map((each) => `  ${each}`).join("\n");
  return writes ? `${paint("good", "✓")} Wrote ${file}:\n${list}` : `${paint("bad", "✗")} ${file} is out of date; write it anew with \`baton host\`:\n${list}`;
}

/** All of it or nothing. */
function write(file: string, text: string): void {
  const next = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(next, text);
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}
