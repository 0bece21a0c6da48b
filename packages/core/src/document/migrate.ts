import type { JsonObject } from "../json.ts";
import type { Kind } from "../kind/kind.ts";

/** A node's own keys at its kind's newest version, or why they cannot be brought there. */
export type Migrated = { readonly ok: true; readonly config: JsonObject } | { readonly ok: false; readonly message: string };

/** Splits `acme/score@2` into type and version; a kind named without one is of the version this program has. */
export function splitKind(written: string): { readonly type: string; readonly version: number | undefined } {
  const match = /^(.+)@([1-9]\d{0,5})$/.exec(written);
  return match === null ? { type: written, version: undefined } : { type: match[1] ?? written, version: Number(match[2]) };
}

/** Takes a node's own keys through its kind's migrations, one version at a time. */
export function migrateNode(kind: Kind, version: number, config: JsonObject): Migrated {
  if (version > kind.version) {
    return {
      ok: false,
      message: `The node is of the kind \`${kind.type}\` in version ${version}, and this program knows it up to version ${kind.version}: update the package that brings the kind.`,
    };
  }
  let current = config;
  for (let from = version; from < kind.version; from += 1) {
    const step = kind.migrations.find((migration) => migration.from === from);
    if (step === undefined)
      return {
        ok: false,
        message: `The kind \`${kind.type}\` cannot bring version ${from} to version ${kind.version}: write the node anew in version ${kind.version}.`,
      };
    current = step.migrate(current);
  }
  return { ok: true, config: current };
}
