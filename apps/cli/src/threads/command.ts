import { Command, Option } from "commander";
import { type Manual, manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { dataOption, gather, graphOption, jsonOption, positive } from "../running/options.ts";
import type { BackupOptions } from "./backup.ts";
import type { ForkOptions } from "./fork.ts";
import type { ListOptions } from "./list.ts";
import type { PruneOptions } from "./prune.ts";
import type { ThreadOptions } from "./show.ts";

/** `baton threads`. */
export function threadsVerb(io: Io, finish: Finish): Command {
  const list = new Command("list")
    .summary("list threads, newest first")
    .description("List threads, newest first.")
    .addOption(new Option("--status <status>", "only those that stand so").choices(["idle", "busy", "interrupted", "failed", "limit_reached"]))
    .option("--limit <count>", "at most so many", positive, 50)
    .action(async (options: ListOptions) => {
      const { listThreads } = await import("./list.ts");
      finish(await listThreads(options, io));
    });
  const show = new Command("show")
    .summary("show where a thread stands and what it did")
    .description("Show where a thread stands and what it did.")
    .argument("<thread>")
    .action(async (thread: string, options: ThreadOptions) => {
      const { showThread } = await import("./show.ts");
      finish(await showThread(thread, options, io));
    });
  const history = new Command("history")
    .summary("list a thread's checkpoints, newest first")
    .description("List a thread's checkpoints, newest first.")
    .argument("<thread>")
    .action(async (thread: string, options: ThreadOptions) => {
      const { showHistory } = await import("./history.ts");
      finish(await showHistory(thread, options, io));
    });
  const fork = new Command("fork")
    .summary("go back to a checkpoint; what came after stays in the history")
    .description("Go back to a checkpoint; what came after stays in the history.")
    .argument("<thread>")
    .requiredOption("--at <checkpoint>", "a checkpoint, or its step, as `history` shows them")
    .option("--set <channel=json>", "another value for a channel, also channel=@file (repeatable)", gather)
    .action(async (thread: string, options: ForkOptions) => {
      const { forkThread } = await import("./fork.ts");
      finish(await forkThread(thread, options, io));
    });
  const remove = new Command("delete")
    .summary("remove a thread with its runs; the record of what tools did stays")
    .description("Remove a thread with its runs; the record of what tools did stays.")
    .argument("<thread>")
    .action(async (thread: string, options: ThreadOptions) => {
      const { deleteThread } = await import("./delete.ts");
      finish(await deleteThread(thread, options, io));
    });
  const prune = new Command("prune")
    .summary("remove finished threads and old checkpoints that nobody needs; what waits, runs or may be resumed stays")
    .description("Remove finished threads and old checkpoints that nobody needs; what waits, runs or may be resumed stays.")
    .requiredOption("--before <age>", "what is older: 30d, 12h, or a date such as 2026-01-31")
    .addOption(new Option("--history", "only checkpoints, of threads that stay").conflicts("threads"))
    .addOption(new Option("--threads", "only whole threads"))
    .option("--dry-run", "tell what would go, and remove nothing")
    .action(async (options: PruneOptions) => {
      const { pruneThreads } = await import("./prune.ts");
      finish(await pruneThreads(options, io));
    });
  const backup = new Command("backup")
    .summary("copy all runs to one file, while others go on; it is a data folder's `baton.db`")
    .description("Copy all runs to one file, while others go on; it is a data folder's `baton.db`.")
    .argument("<file>", "the copy, which must not be there yet")
    .action(async (file: string, options: BackupOptions) => {
      const { backupThreads } = await import("./backup.ts");
      finish(await backupThreads(file, options, io));
    });
  const threads = new Command("threads")
    .summary("list, show, fork, delete, prune and back up threads")
    .description("A thread is one case or conversation: its runs, checkpoints and approvals.")
    .helpCommand(false);
  for (const command of [list, show, history, fork, remove]) command.addOption(graphOption());
  for (const command of [list, show, history, fork, remove, prune, backup])
    threads.addCommand(manual(command.addOption(jsonOption()).addOption(dataOption()), pages[command.name()] ?? page));
  return manual(threads, page);
}

const there = { 0: "done", 1: "the data folder could not be read or written" } as const;

/** The page of all of them, and those of each. */
const page: Manual = {
  examples: [
    ["baton threads list", "every thread, newest first"],
    ["baton threads show thr_1f0c", "one of them"],
    ["baton help threads fork", "everything about one of these commands"],
  ],
  exits: there,
  seeAlso: ["run", "resume", "inbox"],
};
const pages: { readonly [name: string]: Manual } = {
  list: { examples: [["baton threads list --status interrupted", "those that wait"]], exits: there, seeAlso: ["threads show", "inbox"] },
  show: { examples: [["baton threads show thr_1f0c", "its runs, approvals, effects and state"]], exits: there, seeAlso: ["threads history", "resume"] },
  history: {
    examples: [["baton threads history thr_1f0c", "its checkpoints, each with what changed and what comes next"]],
    exits: there,
    seeAlso: ["threads fork"],
  },
  fork: {
    examples: [
      ["baton threads fork thr_1f0c --at 3", "go back to where step 3 ended"],
      [`baton threads fork thr_1f0c --at 1f1e4fe1-ddc5-60c0-8001-be89d14e1045 --set decision='{"outcome": "hold"}'`, "with another value in the state"],
    ],
    exits: there,
    seeAlso: ["threads history", "resume"],
  },
  delete: { examples: [["baton threads delete thr_1f0c", "for good"]], exits: there, seeAlso: ["threads prune", "threads backup"] },
  prune: {
    examples: [
      ["baton threads prune --before 30d --dry-run", "what would go"],
      ["baton threads prune --before 2026-01-31 --history", "old checkpoints only"],
    ],
    exits: there,
    seeAlso: ["threads delete", "threads backup"],
  },
  backup: { examples: [["baton threads backup /backups/baton-monday.db", "while other processes go on"]], exits: there, seeAlso: ["threads prune"] },
};
