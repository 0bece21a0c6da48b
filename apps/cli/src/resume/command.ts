import { Command, Option } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";
import { asOption, dataOption, gather, graphOption, jsonOption, roleOption } from "../running/options.ts";
import type { ResumeOptions } from "./resume.ts";

/** `baton resume`. */
export function resumeVerb(io: Io, finish: Finish): Command {
  const command = new Command("resume")
    .summary("go on with a run that stopped")
    .description(
      "Goes on exactly where a run stopped: after a decision, a failure, a limit, a cancel or a crash. On a terminal it asks for what is still to be decided.",
    )
    .argument("<thread>", "the thread, as `run` printed it")
    .optionsGroup("Decision:")
    .addOption(new Option("--approve", "approve everything that is asked").conflicts(["reject", "edit", "answer", "decisions"]))
    .addOption(new Option("--reject [reason]", "reject everything that is asked").conflicts(["edit", "answer", "decisions"]))
    .addOption(new Option("--edit <json>", "approve with these arguments in place of the proposed ones").conflicts(["answer", "decisions"]))
    .addOption(new Option("--answer <json>", "answer a question; what is not JSON is taken as text").conflicts(["decisions"]))
    .option("--decisions <json>", "one decision for each action, in order, null to leave one to others")
    .option("--interrupt <id>", "which one is meant, where several are open")
    .optionsGroup("Run:")
    .option("--raise <limits>", "new limits, as modelCalls=60,costUsd=3,time=10m (repeatable)", gather)
    .addOption(asOption())
    .addOption(roleOption())
    .addOption(graphOption())
    .optionsGroup("Model:")
    .option("--offline", "answer with the graph's scripted.yaml, however the run was started")
    .option("--no-offline", "use the model, however the run was started")
    .addOption(jsonOption())
    .addOption(dataOption())
    .action(async (thread: string, options: ResumeOptions) => {
      const { resume } = await import("./resume.ts");
      finish(await resume(thread, options, io));
    });
  return manual(command, {
    examples: [
      ["baton resume thr_1f0c --approve", "approve all that is asked, and go on"],
      ["baton resume thr_1f0c --edit '{\"amount_minor\": 900000}'", "approve with one argument changed"],
      ["baton resume thr_1f0c --reject 'The goods went back.'", "reject, with the reason"],
      ["baton resume thr_1f0c --raise modelCalls=60,time=10m", "go on past a limit"],
      ["baton resume thr_1f0c", "after a failure, a crash or a cancel; on a terminal it asks"],
    ],
    exits: {
      0: "the run reached an outcome",
      1: "a node failed, or another process works on the thread",
      3: "it waits again",
      5: "a limit was reached",
      130: "cancelled",
    },
    environment: ["OPENAI_API_KEY", "OPENAI_BASE_URL"],
    seeAlso: ["approve", "reject", "inbox", "threads show"],
  });
}
