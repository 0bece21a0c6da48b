import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** The top of the workspace that this program lies in. */
const workspace = join(import.meta.dirname, "../../../..");

/** How this program was called, so that commands it prints can be typed as they stand: there, or `elsewhere`, once the person has gone to another folder. */
export function invocation(env: NodeJS.ProcessEnv, elsewhere = false): string {
  const agent = env["npm_config_user_agent"] ?? "";
  const version = /^pnpm\/(\S+)/.exec(agent)?.[1];
  if (env["npm_lifecycle_event"] === undefined || version === undefined) return "baton";
  const fetched = /[\\/]_npx[\\/]/.test(env["npm_execpath"] ?? "");
  const pnpm = fetched ? `npx -y pnpm@${version}` : "pnpm";
  const stands = env["INIT_CWD"];
  return !elsewhere && (stands === undefined || same(stands, workspace)) ? `${pnpm} baton` : `${pnpm} --dir ${quoted(workspace)} baton`;
}

/** pnpm runs this workspace's scripts at its top; what a person types is meant from where that person stands. Undefined where nothing has to move. */
export function whereThePersonStands(env: NodeJS.ProcessEnv, cwd: string): string | undefined {
  const { INIT_CWD: stands, npm_package_json: manifest } = env;
  // Scripts of other packages may call this program too: theirs are meant from where they run.
  if (stands === undefined || manifest === undefined || !same(dirname(manifest), workspace) || !same(cwd, workspace)) return undefined;
  return same(stands, cwd) ? undefined : stands;
}

function same(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
