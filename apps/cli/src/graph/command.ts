import { Command, Option } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { jsonOption } from "../running/options.ts";
import type { GraphOptions } from "./graph.ts";

/** `baton graph`. */
export function graphVerb(io: Io, finish: Finish): Command {
  const command = new Command("graph")
    .summary("draw a graph, as Mermaid or SVG")
    .description(
      "Draws a graph: Mermaid for Markdown pages, or SVG with every port and outcome. Runs and fetches nothing. A graph with problems is drawn as far as it can be read.",
    )
    .argument("<graph>", "folder with a graph.yaml, such a file, or `-` for a document on standard input")
    .addOption(new Option("--format <format>", "what to draw; by the ending of `--out` where left out, else mermaid").choices(["mermaid", "svg"]))
    .option("--out <file>", "write the drawing to a file instead of standard output")
    .option("--dark", "draw an SVG for dark pages")
    .addOption(jsonOption())
    .action(async (graph: string, options: GraphOptions) => {
      const { graph: draw } = await import("./graph.ts");
      finish(await draw(graph, options, io));
    });
  return manual(command, {
    examples: [
      ["baton graph graphs/invoice-exception", "a Mermaid flowchart, for a page in Markdown"],
      ["baton graph graphs/invoice-exception --out invoice.svg", "an SVG, for anywhere else"],
      ["baton graph graphs/invoice-exception --out invoice-dark.svg --dark", "the same for dark pages"],
      ["git show HEAD:graph.yaml | baton graph -", "a document on standard input"],
    ],
    exits: { 0: "drawn, as far as it can be read", 4: "nothing of the document can be read" },
    seeAlso: ["check"],
  });
}
