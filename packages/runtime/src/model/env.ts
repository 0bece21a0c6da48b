import { BatonError } from "@baton/core";

/** The environment as a host sees it: only what its allow-list names. */
export interface AllowedEnv {
  readonly allowed: readonly string[];
  readonly values: Readonly<Record<string, string | undefined>>;
}

const REFERENCE = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Value of an environment variable, if the host allows it and it is set to something. */
export function readEnv(env: AllowedEnv, name: string): string | undefined {
  const value = env.allowed.includes(name) ? env.values[name] : undefined;
  return value === "" ? undefined : value;
}

/**
 * Puts values in the place of `${env:NAME}` references.
 * @throws BatonError `env_forbidden` for a name outside the allow-list; `missing` decides about a name without a value.
 */
export function fillEnv(env: AllowedEnv, text: string, missing: (name: string) => BatonError): string {
  return text.replace(REFERENCE, (_, name: string) => {
    if (!env.allowed.includes(name)) {
      throw new BatonError("env_forbidden", "infrastructure", `The host may not read the environment variable ${name}; add it to \`env\` in baton.config.ts.`);
    }
    const value = readEnv(env, name);
    if (value === undefined) throw missing(name);
    return value;
  });
}
