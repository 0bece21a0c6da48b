import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { dataOption, gather, jsonOption, offlineOption } from "../running/options.ts";
import type { ServeOptions } from "./serve.ts";

const examples = join(import.meta.dirname, "../../../../graphs");

/** `baton serve`. */
export function serveVerb(io: Io, finish: Finish): Command {
  const command = new Command("serve")
    .summary("serve graphs to browsers and LangGraph's clients")
    .description(
      "Serves the graphs of a folder: the editor and the inbox in the browser, LangGraph's Agent Protocol for programs. What runs goes on where it stopped when the server starts again.",
    )
    .addOption(new Option("--graphs <folder>", "folder of the graphs, a folder each").default(".").helpGroup("Where:"))
    .addOption(new Option("--examples", "the example graphs, with scripted replies").implies({ graphs: examples, offline: true }).helpGroup("What is served:"))
    .addOption(dataOption())
    .addOption(
      new Option("--port <port>", "port to listen on; 0 takes any that is free; where none is named, 2024 or the next that is free")
        .default(2024)
        .argParser(portNumber)
        .helpGroup("Where:"),
    )
    .addOption(new Option("--host <address>", "address to listen on; others than this machine's own need --keys").default("127.0.0.1").helpGroup("Where:"))
    .addOption(new Option("--keys", "ask for keys, as `baton keys` makes them").helpGroup("Who:"))
    .addOption(new Option("--allow-host <name>", "a name that the server is reached by besides its address (repeatable)").argParser(gather).helpGroup("Who:"))
    .addOption(new Option("--allow-origin <origin>", "a page that may call, such as https://chat.example.com (repeatable)").argParser(gather).helpGroup("Who:"))
    .addOption(new Option("--webhook-host <host>", "a host that webhooks may go to (repeatable)").argParser(gather).helpGroup("Who:"))
    .addOption(offlineOption())
    .addOption(new Option("--ungoverned-graphs", "serve the graphs in code of langgraph.json too: no gateway sees what they do").helpGroup("What is served:"))
    .addOption(jsonOption())
    .action(async (options: ServeOptions) => {
      const { serve } = await import("./serve.ts");
      const isNamed = command.getOptionValueSource("port") === "cli";
      finish(await serve({ ...options, ...(isNamed ? {} : { otherPorts: 9 }) }, io));
    });
  return manual(command, {
    examples: [
      ["baton serve --examples", "the example graphs, with scripted replies"],
      ["baton serve --graphs graphs", "graphs of your own, with the models of their hosts"],
      ["baton serve --port 0 --json", "any free port, told in one line of JSON"],
      ["baton serve --keys --host 0.0.0.0 --allow-host baton.example.com", "for others, who have keys"],
    ],
    exits: { 0: "it was asked to end, and has", 1: "the port or the data folder is in use", 130: "Ctrl-C was pressed twice" },
    environment: ["OPENAI_API_KEY", "OPENAI_BASE_URL", "LOG_LEVEL", "BATON_WEBHOOK_SECRET", "OTEL_EXPORTER_OTLP_ENDPOINT"],
    seeAlso: ["keys", "inbox", "threads"],
  });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError("A port is a whole number up to 65535.");
  return port;
}
