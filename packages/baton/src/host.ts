import { pathToFileURL } from "node:url";
import { BatonError, digest, type HostManifest, type Json } from "@baton/core";
import { defineHost, type Host, hostManifest } from "@baton/runtime";
import type { HostFolder } from "./folder.ts";

/** Loads the host's code: only `run`, `serve` and `host` do. @throws BatonError `host_failed`, `host_invalid`. */
export async function loadHost(folder: Pick<HostFolder, "config">): Promise<Host> {
  if (folder.config === undefined) return defineHost({});
  let loaded: unknown;
  try {
    loaded = await inTime(import(pathToFileURL(folder.config).href));
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.?$/, ".");
    throw new BatonError("host_failed", "infrastructure", `The host ${folder.config} did not load: ${reason}`, {
      fix: "Mend that file; `baton check` needs no host.",
      cause,
    });
  }
  const host = typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : undefined;
  if (!isHost(host)) {
    throw new BatonError("host_invalid", "domain", `The host ${folder.config} has no default export made by \`defineHost\`.`, {
      fix: "Write `export default defineHost({ ... })`.",
    });
  }
  return host;
}

const patienceMs = 30_000;

/** A module may wait for ever at its top; whoever loads it may not. */
async function inTime(loading: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not done after ${patienceMs / 1000} seconds`)), patienceMs);
  });
  try {
    return await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isHost(value: unknown): value is Host {
  return typeof value === "object" && value !== null && "tools" in value && value.tools instanceof Map && "policies" in value;
}

/** What differs between the host's code and the committed manifest, in words; empty where they agree. */
export function hostDrift(host: Host, manifest: HostManifest): readonly string[] {
  const now = hostManifest(host);
  const names = new Set([...Object.keys(now.tools), ...Object.keys(manifest.tools)]);
  const drift: string[] = [];
  for (const name of names) {
    const [code, file] = [now.tools[name], manifest.tools[name]];
    if (file === undefined) drift.push(`tool \`${name}\` is new`);
    else if (code === undefined) drift.push(`tool \`${name}\` is gone`);
    else if (digest(plain(code)) !== digest(plain(file))) drift.push(`tool \`${name}\` changed`);
  }
  for (const part of ["models", "agents", "events", "roles", "calendars", "policies", "params"] as const) {
    if (digest(plain(now[part])) !== digest(plain(manifest[part]))) drift.push(`${part} changed`);
  }
  return drift;
}

function plain(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}
