import { commandLine } from "./command-line.ts";
import { whereThePersonStands } from "./process/invocation.ts";
import { leave } from "./process/io.ts";
import { provideModules } from "./process/modules.ts";

/** Runs what the process was called with, and ends it. */
export async function main(): Promise<never> {
  const folder = whereThePersonStands(process.env, process.cwd());
  if (folder !== undefined) process.chdir(folder);
  provideModules();
  return await leave(await commandLine(process.argv.slice(2)));
}
