import { Command } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { jsonOption } from "../running/options.ts";

/** `baton init`. */
export function initVerb(io: Io, finish: Finish): Command {
  const command = new Command("init")
    .summary("begin a project that runs at once")
    .description(
      "Writes a small project: a graph with one agent that drafts answers to mails, a host with one tool, cases and scripted replies. It needs no packages of its own. Files that exist are never overwritten.",
    )
    .argument("[folder]", "where; it is made if it does not exist", ".")
    .addOption(jsonOption())
    .action(async (folder: string, { json }: { readonly json?: true }) => {
      const { init } = await import("./init.ts");
      finish(init(folder, json === true, io));
    });
  return manual(command, {
    examples: [
      ["baton init answers", "in a new folder"],
      ["baton init .", "here, beside what is here already"],
    ],
    exits: { 0: "the project is there", 1: "it could not be written; nothing was", 2: "a file is in the way; nothing was written" },
    seeAlso: ["check", "test", "run", "host"],
  });
}
