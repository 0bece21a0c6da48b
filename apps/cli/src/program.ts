import { Command, Option } from "commander";
import { approveVerb, rejectVerb } from "./approve/command.ts";
import { checkVerb } from "./check/command.ts";
import { completeVerb, completionVerb } from "./completion/command.ts";
import { demoVerb } from "./demo/command.ts";
import { graphVerb } from "./graph/command.ts";
import { helpVerb } from "./help/command.ts";
import { manual, pageWidth } from "./help/manual.ts";
import { hostVerb } from "./host/command.ts";
import { inboxVerb } from "./inbox/command.ts";
import { initVerb } from "./init/command.ts";
import type { Exit } from "./process/failure.ts";
import type { Io } from "./process/io.ts";
import { keysVerb } from "./keys/command.ts";
import { resumeVerb } from "./resume/command.ts";
import { runVerb } from "./run/command.ts";
import { sendVerb } from "./send/command.ts";
import { serveVerb } from "./serve/command.ts";
import { testVerb } from "./test/command.ts";
import { threadsVerb } from "./threads/command.ts";

/** Told how a verb ended. */
export type Finish = (code: Exit) => void;

/** All verbs under one name. */
export function buildProgram(io: Io, finish: Finish): Command {
  const program = new Command("baton")
    .summary("graphs of agents, tools and people")
    .description("Checks graphs of agents, runs them, stops for people, and goes on where it stopped.")
    .optionsGroup("Output:")
    .usage("<command> [options]")
    .version("0.1.0", "-v, --version", "print the version")
    .helpCommand(false);
  const groups = {
    "Write:": [initVerb, checkVerb, graphVerb, testVerb, hostVerb],
    "Run:": [runVerb, resumeVerb, sendVerb, threadsVerb],
    "Decide:": [inboxVerb, approveVerb, rejectVerb],
    "Serve:": [serveVerb, keysVerb],
    "Other:": [completionVerb, () => helpVerb(program)],
  };
  for (const [group, verbs] of Object.entries(groups)) for (const verb of verbs) program.addCommand(verb(io, finish).helpGroup(group));
  program.addCommand(demoVerb(io, finish), { hidden: true });
  program.addCommand(completeVerb(io, program), { hidden: true });
  manual(program, {
    examples: [
      ["baton init answers", "begin a project"],
      ["baton check graphs/invoice-exception", "find every problem of a graph"],
      ["baton run graphs/invoice-exception --offline --input document=@invoice.xml", "run it with scripted replies"],
      ["baton help run", "everything about one command"],
    ],
    exits: {
      0: "done",
      1: "failed",
      2: "wrong usage or input",
      3: "waiting for a person",
      4: "the check found errors",
      5: "a limit was reached",
      130: "cancelled",
    },
    environment: ["OPENAI_API_KEY", "OPENAI_BASE_URL"],
    seeAlso: ["help <command>"],
  });
  for (const command of everyCommand(program)) {
    command
      .addHelpText("before", `${pathOf(command)}: ${command.summary() || command.description()}\n\n`)
      .addHelpOption(new Option("-h, --help", "show this page").helpGroup("Output:"))
      .exitOverride()
      .configureOutput({
        writeOut: (text) => io.out(text.trimEnd()),
        writeErr: (text) => io.err(text.trimEnd()),
        outputError: () => undefined, // told in our own words
        getOutHelpWidth: () => pageWidth,
        getErrHelpWidth: () => pageWidth,
      });
  }
  return program;
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
