import { Command } from "commander";
import { nearest } from "@baton/core";
import { Refusal } from "../process/failure.ts";
import { manual } from "./manual.ts";

/** `baton help`: the page of a verb, as its own `--help` shows it. */
export function helpVerb(program: Command): Command {
  const command = new Command("help")
    .summary("show the page of a command")
    .description("Shows the page of a command, as `--help` after it does.")
    .argument("[command...]", "a command, such as `run` or `threads fork`")
    .action((words: readonly string[]) => {
      pageOf(program, words).outputHelp();
    });
  return manual(command, {
    examples: [
      ["baton help run", "the page of `baton run`"],
      ["baton help threads fork", "the page of a command in a group"],
    ],
    exits: { 0: "the page is shown" },
    seeAlso: ["completion"],
  });
}

function pageOf(program: Command, words: readonly string[]): Command {
  return words.reduce((command, word) => {
    const found = command.commands.find((each) => each.name() === word);
    if (found !== undefined) return found;
    const near = nearest(
      word,
      command.commands.map((each) => each.name()),
    );
    throw new Refusal("usage", `Unknown command \`${word}\`.`, near === undefined ? "See `baton --help`." : `Did you mean \`${near}\`?`);
  }, program);
}
