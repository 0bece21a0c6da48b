/** How this program was called, so that commands it prints can be typed as they stand. */
export function invocation(env: NodeJS.ProcessEnv): string {
  const agent = env["npm_config_user_agent"] ?? "";
  const pnpm = /^pnpm\/(\S+)/.exec(agent)?.[1];
  if (env["npm_lifecycle_event"] === undefined || pnpm === undefined) return "baton";
  const fetched = /[\\/]_npx[\\/]/.test(env["npm_execpath"] ?? "");
  return fetched ? `npx -y pnpm@${pnpm} baton` : "pnpm baton";
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
