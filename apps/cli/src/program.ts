import { Command } from "commander";
import { approveVerb, rejectVerb } from "./approve/command.ts";
import { checkVerb } from "./check/command.ts";
import { demoVerb } from "./demo/command.ts";
import { hostVerb } from "./host/command.ts";
import { inboxVerb } from "./inbox/command.ts";
import type { Exit } from "./process/failure.ts";
import type { Io } from "./process/io.ts";
import { resumeVerb } from "./resume/command.ts";
import { runVerb } from "./run/command.ts";
import { threadsVerb } from "./threads/command.ts";

/** Told how a verb ended. */
export type Finish = (code: Exit) => void;

/** All verbs under one name. */
export function buildProgram(io: Io, finish: Finish): Command {
  const program = new Command("baton")
    .description("Checks graphs of agents, runs them, stops for people, and goes on where it stopped.")
    .version("0.1.0", "-v, --version", "print the version")
    .helpCommand(false)
    .addHelpText(
      "after",
      `
Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 waiting for a person, 4 the check found errors, 5 a limit was reached, 130 cancelled.
\`baton <command> --help\` shows examples.`,
    );
  const verbs = [checkVerb, runVerb, resumeVerb, approveVerb, rejectVerb, inboxVerb, threadsVerb, hostVerb];
  for (const verb of verbs) program.addCommand(verb(io, finish));
  program.addCommand(demoVerb(io, finish), { hidden: true });
  for (const command of everyCommand(program)) {
    command
      .helpOption("-h, --help", "show this help")
      .exitOverride()
      .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: () => undefined });
  }
  return program;
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
