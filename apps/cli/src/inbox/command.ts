import { Command } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { dataOption, jsonOption } from "../running/options.ts";
import type { InboxOptions } from "./inbox.ts";

/** `baton inbox`. */
export function inboxVerb(io: Io, finish: Finish): Command {
  const command = new Command("inbox")
    .summary("list what waits for a person")
    .description("Lists open approvals, oldest first: what would run, who decides and until when.")
    .option("--thread <id>", "only those of one thread")
    .option("--graph <id>", "only those of one graph")
    .option("--node <id>", "only calls and values of one node")
    .option("--role <role>", "only what this role may decide, or anybody")
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (options: InboxOptions) => {
      const { inbox } = await import("./inbox.ts");
      finish(await inbox(options, io));
    });
  return manual(command, {
    examples: [
      ["baton inbox", "everything that waits"],
      ["baton inbox --thread thr_1f0c --json", "what one thread waits for, in full"],
    ],
    exits: { 0: "always, where the folder can be read" },
    seeAlso: ["approve", "reject", "resume"],
  });
}
