import { Command } from "commander";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { jsonOption } from "../running/options.ts";

/** `baton check`. */
export function checkVerb(io: Io, finish: Finish): Command {
  return new Command("check")
    .summary("find every problem of a graph, without running anything")
    .description("Reads graphs and says everything that is wrong with them, with places and fixes. Runs, fetches and writes nothing.")
    .argument("<graph...>", "folders with a graph.yaml, or `-` for a document on standard input")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  baton check graphs/invoice-exception
  baton check graphs/* --json
  git show HEAD:graph.yaml | baton check -`,
    )
    .action(async (graphs: readonly string[], options: { readonly json?: true }) => {
      const { check } = await import("./check.ts");
      finish(await check(graphs, options.json === true, io));
    });
}
