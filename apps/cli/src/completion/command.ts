import { Argument, Command } from "commander";
import { manual } from "../help/manual.ts";
import type { Io } from "../process/io.ts";
import type { Finish } from "../program.ts";

/** `baton completion`. */
export function completionVerb(io: Io, _finish: Finish): Command {
  const command = new Command("completion")
    .summary("print a script that completes commands on Tab")
    .description(
      "Prints a script for a shell. It completes commands, options, graphs, threads, approvals and cases, asking this installation each time. Load it where the shell starts.",
    )
    .addArgument(new Argument("<shell>", "which shell").choices(["bash", "zsh", "fish"]))
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { completionScript } = await import("./scripts.ts");
      io.out(completionScript(shell));
    });
  return manual(command, {
    examples: [
      ['eval "$(baton completion bash)"', "in ~/.bashrc"],
      ['eval "$(baton completion zsh)"', "in ~/.zshrc, after compinit"],
      ["baton completion fish > ~/.config/fish/completions/baton.fish", "once"],
    ],
    exits: { 0: "the script is printed" },
    seeAlso: ["help"],
  });
}

/** `baton complete`: what the scripts ask. The last word is the one that is being typed. */
export function completeVerb(io: Io, program: Command): Command {
  return new Command("complete")
    .description("Prints what may stand in place of the last word, each with a description after a tab; `:files` and `:folders` ask the shell for its own.")
    .argument("[words...]")
    .action(async (words: readonly string[]) => {
      const { suggest } = await import("./suggest.ts");
      const { found, also } = await suggest(program, words);
      for (const { value, about } of found) io.out(about === "" ? value : `${value}\t${about}`);
      if (also !== undefined) io.out(`:${also}`);
    });
}
