import { resolve } from "node:path";
import { BatonError, digest, type HostManifest, plainJson } from "@baton/core";
import { defineHost, type Host, hostManifest, type HostPlace } from "@baton/runtime";
import type { HostFolder } from "./folder.ts";
import { hostFailed, importHost } from "./host-module.ts";

/** Loads the host's code, for runs that are kept in the folder `data`: only `run`, `serve` and `host` do. @throws BatonError `host_failed`, `host_invalid`. */
export async function loadHost({ config }: Pick<HostFolder, "config">, data = ".baton"): Promise<Host> {
  if (config === undefined) return defineHost({});
  const loaded = await importHost(config);
  const declared = typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : undefined;
  const host = typeof declared === "function" ? made(config, declared, { data: resolve(data) }) : declared;
  if (!isHost(host)) {
    throw new BatonError("host_invalid", "domain", `The host ${config} has no default export made by \`defineHost\`.`, {
      fix: "Write `export default defineHost({ ... })`.",
    });
  }
  return host;
}

function made(config: string, make: Function, place: HostPlace): unknown {
  try {
    return Reflect.apply(make, undefined, [place]);
  } catch (cause) {
    throw hostFailed(config, cause);
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
    else if (digest(plainJson(code)) !== digest(plainJson(file))) drift.push(`tool \`${name}\` changed`);
  }
  for (const part of ["models", "agents", "events", "roles", "calendars", "policies", "params"] as const) {
    if (digest(plainJson(now[part])) !== digest(plainJson(manifest[part]))) drift.push(`${part} changed`);
  }
  return drift;
}

/** What to tell of a manifest that is not as the code is; undefined where they agree. */
export function driftNote(host: Host, manifest: HostManifest): string | undefined {
  const drift = hostDrift(host, manifest);
  return drift.length === 0 ? undefined : `baton.host.json is out of date (${drift.join(", ")}); write it anew with \`baton host\`.`;
}
