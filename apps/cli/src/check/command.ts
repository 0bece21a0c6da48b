import { Command } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { jsonOption } from "../running/options.ts";

/** `baton check`. */
export function checkVerb(io: Io, finish: Finish): Command {
  const command = new Command("check")
    .summary("find every problem of a graph, without running anything")
    .description("Reads graphs and says everything that is wrong with them, with places and fixes. Runs, fetches and writes nothing.")
    .argument("<graph...>", "folders with a graph.yaml, or `-` for a document on standard input")
    .addOption(jsonOption())
    .action(async (graphs: readonly string[], options: { readonly json?: true }) => {
      const { check } = await import("./check.ts");
      finish(await check(graphs, options.json === true, io));
    });
  return manual(command, {
    examples: [
      ["baton check graphs/invoice-exception", "one graph"],
      ["baton check graphs/* --json", "several, for a machine"],
      ["git show HEAD:graph.yaml | baton check -", "the document that standard input has"],
    ],
    exits: { 0: "no errors; there may be warnings and advice", 4: "there are errors" },
    seeAlso: ["test", "graph", "host"],
  });
}
