import { Command, Option } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { gather, jsonOption } from "../running/options.ts";
import type { TestOptions } from "./test.ts";

/** `baton test`. */
export function testVerb(io: Io, finish: Finish): Command {
  const command = new Command("test")
    .summary("run the cases of graphs and compare how they end")
    .description(
      "Runs every case of each graph's cases.yaml and compares how it ends with what the case expects. The model is the graph's scripted.yaml. Each case has threads and host data of its own, in a folder that is removed: nothing that is kept elsewhere changes.",
    )
    .argument("[folder...]", "graphs, or folders with graphs in them", ["."])
    .addOption(new Option("--case <name>", "only this case (repeatable)").argParser(gather).helpGroup("What runs:"))
    .addOption(new Option("--live", "use the host's models instead of the script: this costs what they cost").helpGroup("What runs:"))
    .addOption(jsonOption())
    .action(async (folders: readonly string[], options: TestOptions) => {
      const { test } = await import("./test.ts");
      finish(await test(folders, options, io));
    });
  return manual(command, {
    examples: [
      ["baton test", "every graph in this folder and below"],
      ["baton test email-draft --case refund_turned_down", "one case of one graph"],
      ["baton test graphs --json", "for a machine"],
      ["baton test email-draft --live", "with the models of the host"],
    ],
    exits: { 0: "every case ended as it should", 1: "a case did not, or a graph could not be opened", 2: "no such folder or case", 130: "cancelled" },
    environment: ["OPENAI_API_KEY", "OPENAI_BASE_URL"],
    seeAlso: ["check", "run"],
  });
}
