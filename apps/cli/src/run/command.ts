import { Command } from "commander";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { dataOption, gather, jsonOption, offlineOption, threadName } from "../running/options.ts";
import type { RunOptions } from "./run.ts";

/** `baton run`. */
export function runVerb(io: Io, finish: Finish): Command {
  return new Command("run")
    .summary("run a graph until its end, or until a person has to decide")
    .description("Runs a graph. Every step is saved before the next begins, so that a run goes on with `baton resume` after anything.")
    .argument("<graph>", "folder with a graph.yaml")
    .option("--input <value>", "a JSON file, `-` for JSON on standard input, or key=value, key=@file (repeatable)", gather)
    .option("--thread <id>", "go on with a thread, or give the new one a name", threadName)
    .addOption(offlineOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .option("--user <id>", "who starts the run")
    .option("--debug", "keep every node in a step of its own")
    .addHelpText(
      "after",
      `
Examples:
  baton run graphs/invoice-exception --offline --input document=@invoice.xml
  baton run graphs/invoice-exception --input case.json --json
  cat case.json | baton run graphs/invoice-exception --input -
  baton run graphs/support --input question='Where is my order?' --thread customer-17`,
    )
    .action(async (graph: string, options: RunOptions) => {
      const { run } = await import("./run.ts");
      finish(await run(graph, options, io));
    });
}
