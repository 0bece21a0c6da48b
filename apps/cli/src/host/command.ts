import { Command } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { jsonOption } from "../running/options.ts";
import type { HostOptions } from "./host.ts";

/** `baton host`. */
export function hostVerb(io: Io, finish: Finish): Command {
  const command = new Command("host")
    .summary("write baton.host.json from baton.config.ts")
    .description("Loads baton.config.ts and writes what it provides to baton.host.json beside it, so that checking needs no code. Commit that file.")
    .argument("[folder]", "folder with the baton.config.ts, or one below it", ".")
    .option("--check", "write nothing, and fail where the file is out of date")
    .addOption(jsonOption())
    .action(async (folder: string, options: HostOptions) => {
      const { host } = await import("./host.ts");
      finish(await host(folder, options, io));
    });
  return manual(command, {
    examples: [
      ["baton host", "the host of this folder, or of the nearest above it"],
      ["baton host graphs/invoice-exception --check", "only compares, as a build should"],
    ],
    exits: { 0: "the file is up to date now", 1: "the host does not load, or (with --check) the file is out of date" },
    seeAlso: ["check", "init"],
  });
}
