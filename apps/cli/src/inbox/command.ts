import { Command } from "commander";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { dataOption, jsonOption } from "../running/options.ts";
import type { InboxOptions } from "./inbox.ts";

/** `baton inbox`. */
export function inboxVerb(io: Io, finish: Finish): Command {
  return new Command("inbox")
    .summary("list what waits for a person")
    .description("Lists open approvals, oldest first: what would run, who decides and until when.")
    .option("--thread <id>", "only those of one thread")
    .addOption(jsonOption())
    .addOption(dataOption())
    .addHelpText(
      "after",
      `
Examples:
  baton inbox
  baton inbox --thread thr_1f0c --json`,
    )
    .action(async (options: InboxOptions) => {
      const { inbox } = await import("./inbox.ts");
      finish(await inbox(options, io));
    });
}
