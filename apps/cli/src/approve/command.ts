import { Command } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { asOption, dataOption, graphOption, jsonOption, roleOption } from "../running/options.ts";
import type { VerdictOptions } from "./decide.ts";

/** `baton approve`. */
export function approveVerb(io: Io, finish: Finish): Command {
  const command = verdictVerb("approve")
    .summary("approve what a run waits for, and go on")
    .description("Approves an open approval and goes on with its run. What runs is exactly what was approved.")
    .optionsGroup("Decision:")
    .option("--edit <json>", "approve with these arguments in place of the proposed ones")
    .action(async (id: string, options: VerdictOptions) => {
      const { decide } = await import("./decide.ts");
      finish(await decide(id, "approve", options, io));
    });
  return manual(command, {
    examples: [
      ["baton approve thr_1f0c", "the one approval that the thread waits for"],
      ["baton approve apr_92ab --edit '{\"amount_minor\": 900000}' --as ada --role controller", "with other arguments, as somebody with a role"],
      ["baton approve thr_1f0c --no-resume", "record it; the run goes on elsewhere"],
    ],
    exits: {
      0: "recorded, and the run (unless --no-resume) reached an outcome",
      1: "a node failed",
      3: "more people are needed, or the run waits again",
      5: "a limit was reached",
    },
    seeAlso: ["inbox", "reject", "resume"],
  });
}

/** `baton reject`. */
export function rejectVerb(io: Io, finish: Finish): Command {
  const command = verdictVerb("reject")
    .summary("reject what a run waits for, and go on")
    .description("Rejects an open approval and goes on with its run, which takes the way it has for that.")
    .optionsGroup("Decision:")
    .option("--message <text>", "why")
    .action(async (id: string, options: VerdictOptions) => {
      const { decide } = await import("./decide.ts");
      finish(await decide(id, "reject", options, io));
    });
  return manual(command, {
    examples: [
      ["baton reject thr_1f0c --message 'The goods went back.'", "with the reason, which the graph gets"],
      ["baton reject apr_92ab --message 'Paid last week.' --as ada --role controller --no-resume", "recorded only"],
    ],
    exits: {
      0: "recorded, and the run (unless --no-resume) reached an outcome",
      1: "a node failed",
      3: "more people are needed, or the run waits again",
      5: "a limit was reached",
    },
    seeAlso: ["inbox", "approve", "resume"],
  });
}

function verdictVerb(name: string): Command {
  return new Command(name)
    .argument("<thread-or-approval>", "a thread with one open approval, or an approval as `inbox` shows it")
    .addOption(asOption())
    .addOption(roleOption())
    .addOption(graphOption())
    .optionsGroup("Run:")
    .option("--no-resume", "only record the decision; `baton resume` goes on later")
    .addOption(jsonOption())
    .addOption(dataOption());
}
