import { Command, Option } from "commander";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { dataOption, gather, graphOption, jsonOption, positive } from "../running/options.ts";
import type { ForkOptions } from "./fork.ts";
import type { ListOptions } from "./list.ts";
import type { ThreadOptions } from "./show.ts";

/** `baton threads`. */
export function threadsVerb(io: Io, finish: Finish): Command {
  const list = new Command("list")
    .description("list threads, newest first")
    .addOption(new Option("--status <status>", "only those that stand so").choices(["idle", "busy", "interrupted", "failed", "limit_reached"]))
    .option("--limit <count>", "at most so many", positive, 50)
    .action(async (options: ListOptions) => {
      const { listThreads } = await import("./list.ts");
      finish(await listThreads(options, io));
    });
  const show = new Command("show")
    .description("show where a thread stands and what it did")
    .argument("<thread>")
    .action(async (thread: string, options: ThreadOptions) => {
      const { showThread } = await import("./show.ts");
      finish(await showThread(thread, options, io));
    });
  const history = new Command("history")
    .description("list a thread's checkpoints, newest first")
    .argument("<thread>")
    .action(async (thread: string, options: ThreadOptions) => {
      const { showHistory } = await import("./history.ts");
      finish(await showHistory(thread, options, io));
    });
  const fork = new Command("fork")
    .description("go back to a checkpoint; what came after stays in the history")
    .argument("<thread>")
    .requiredOption("--at <checkpoint>", "checkpoint, as `history` shows it")
    .option("--set <channel=json>", "another value for a channel, also channel=@file (repeatable)", gather)
    .action(async (thread: string, options: ForkOptions) => {
      const { forkThread } = await import("./fork.ts");
      finish(await forkThread(thread, options, io));
    });
  const remove = new Command("delete")
    .description("remove a thread with its runs; the record of what tools did stays")
    .argument("<thread>")
    .action(async (thread: string, options: ThreadOptions) => {
      const { deleteThread } = await import("./delete.ts");
      finish(await deleteThread(thread, options, io));
    });
  const threads = new Command("threads")
    .summary("list, show, fork and delete threads")
    .description("A thread is one case or conversation: its runs, checkpoints and approvals.")
    .helpCommand(false);
  for (const command of [list, show, history, fork, remove])
    threads.addCommand(
      command
        .addOption(jsonOption())
        .addOption(dataOption())
        .addOption(graphOption())
        .addHelpText("after", `\nExample:\n  ${examples[command.name()] ?? ""}`),
    );
  return threads.addHelpText(
    "after",
    `\nExamples:\n${Object.values(examples)
      .map((example) => `  ${example}`)
      .join("\n")}`,
  );
}

const examples: Readonly<Record<string, string>> = {
  list: "baton threads list --status interrupted",
  show: "baton threads show thr_1f0c",
  history: "baton threads history thr_1f0c",
  fork: `baton threads fork thr_1f0c --at 1f09a2 --set decision='{"outcome": "hold"}'`,
  delete: "baton threads delete thr_1f0c",
};
