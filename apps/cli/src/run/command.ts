import { Command } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { dataOption, gather, jsonOption, offlineOption, threadName } from "../running/options.ts";
import type { RunOptions } from "./run.ts";

/** `baton run`. */
export function runVerb(io: Io, finish: Finish): Command {
  const command = new Command("run")
    .summary("run a graph until its end, or until a person has to decide")
    .description("Runs a graph. Every step is saved before the next begins, so that a run goes on with `baton resume` after anything.")
    .argument("<graph>", "folder with a graph.yaml")
    .optionsGroup("Run:")
    .option("--input <value>", "a JSON file, `-` for JSON on standard input, or key=value, key=@file (repeatable)", gather)
    .option("--thread <id>", "go on with a thread, or give the new one a name", threadName)
    .addOption(offlineOption())
    .addOption(jsonOption())
    .addOption(dataOption())
    .option("--user <id>", "who starts the run")
    .option("--debug", "keep every node in a step of its own")
    .action(async (graph: string, options: RunOptions) => {
      const { run } = await import("./run.ts");
      finish(await run(graph, options, io));
    });
  return manual(command, {
    examples: [
      ["baton run graphs/invoice-exception --offline --input document=@invoice.xml", "with the text of a file, and a script in place of a model"],
      ["baton run graphs/invoice-exception --input case.json --json", "with every input in one file; prints one object"],
      ["cat case.json | baton run graphs/invoice-exception --input -", "with what standard input has"],
      ["baton run graphs/support --input question='Where is my order?' --thread customer-17", "the next run of a thread that goes on"],
    ],
    exits: {
      0: "the run reached an outcome",
      1: "a node failed; `baton resume` tries again from there",
      3: "it waits for a person or an event; the commands that go on are printed",
      4: "the graph has errors, so nothing ran",
      5: "a limit was reached; `baton resume --raise` goes on",
      130: "cancelled; what was finished is kept",
    },
    environment: ["OPENAI_API_KEY", "OPENAI_BASE_URL"],
    seeAlso: ["resume", "inbox", "threads", "test"],
  });
}
