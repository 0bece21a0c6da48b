import { Command } from "commander";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { asOption, dataOption, graphOption, jsonOption, roleOption } from "../running/options.ts";
import type { VerdictOptions } from "./decide.ts";

/** `baton approve`. */
export function approveVerb(io: Io, finish: Finish): Command {
  return verdictVerb("approve")
    .summary("approve what a run waits for, and go on")
    .description("Approves an open approval and goes on with its run. What runs is exactly what was approved.")
    .option("--edit <json>", "approve with these arguments in place of the proposed ones")
    .addHelpText(
      "after",
      `
Examples:
  baton approve thr_1f0c
  baton approve apr_92ab --edit '{"amount_minor": 900000}' --as ada --role controller
  baton approve thr_1f0c --no-resume`,
    )
    .action(async (id: string, options: VerdictOptions) => {
      const { decide } = await import("./decide.ts");
      finish(await decide(id, "approve", options, io));
    });
}

/** `baton reject`. */
export function rejectVerb(io: Io, finish: Finish): Command {
  return verdictVerb("reject")
    .summary("reject what a run waits for, and go on")
    .description("Rejects an open approval and goes on with its run, which takes the way it has for that.")
    .option("--message <text>", "why")
    .addHelpText(
      "after",
      `
Examples:
  baton reject thr_1f0c --message 'The goods went back.'
  baton reject apr_92ab --message 'Paid last week.' --as ada --role controller --no-resume`,
    )
    .action(async (id: string, options: VerdictOptions) => {
      const { decide } = await import("./decide.ts");
      finish(await decide(id, "reject", options, io));
    });
}

function verdictVerb(name: string): Command {
  return new Command(name)
    .argument("<thread-or-approval>", "a thread with one open approval, or an approval as `inbox` shows it")
    .addOption(asOption())
    .addOption(roleOption())
    .addOption(graphOption())
    .option("--no-resume", "only record the decision; `baton resume` goes on later")
    .addOption(jsonOption())
    .addOption(dataOption());
}
