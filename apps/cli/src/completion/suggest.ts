import type { Command, Option } from "commander";
import { short, inline } from "../render/text.ts";
import { defaultData } from "../running/options.ts";
import { approvals, caseNames, channels, graphs, keyIds, type Suggestion, threads } from "./sources.ts";

/** What may stand in place of a word; `also` is what the shell finds itself. */
export interface Suggestions {
  readonly found: readonly Suggestion[];
  readonly also?: "files" | "folders";
}

/** What was typed before the word in question. */
interface Typed {
  readonly command: Command;
  readonly places: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  /** The option whose value the word is. */
  readonly pending: Option | undefined;
}

const widest = 60;

/** Finds what may stand in place of the last word. */
export async function suggest(program: Command, words: readonly string[]): Promise<Suggestions> {
  const current = words.at(-1) ?? "";
  const typed = read(program, words.slice(0, -1));
  const assigned = /^(--[\w-]+=)(.*)$/s.exec(current);
  const [, flag = "", value = current] = assigned ?? [];
  const option = assigned === null ? typed.pending : optionOf(typed.command, flag.slice(0, -1));
  const { found, also } = await possible(typed, option, value);
  const fitting = found.filter((each) => each.value.startsWith(value)).map((each) => ({ value: flag + each.value, about: short(inline(each.about), widest) }));
  return { found: fitting, ...(also === undefined ? {} : { also }) };
}

function read(program: Command, words: readonly string[]): Typed {
  let command = program;
  let pending: Option | undefined;
  const places: string[] = [];
  const values = new Map<string, string>();
  for (const word of words) {
    if (word === "=") continue; // bash takes it for a word of its own
    const isOption = /^-./.test(word);
    if (pending !== undefined && !(pending.optional && isOption)) {
      values.set(pending.long ?? "", word);
      pending = undefined;
    } else if (isOption) {
      const [flag = "", value] = word.split(/=(.*)/s);
      const option = optionOf(command, flag);
      pending = option !== undefined && takesValue(option) && value === undefined ? option : undefined;
      values.set(option?.long ?? flag, value ?? "");
    } else {
      const verb = places.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (verb === undefined) places.push(word);
      else command = verb;
    }
  }
  return { command, places, values, pending };
}

function optionOf(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short: letter }) => long === flag || letter === flag);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

async function possible(typed: Typed, option: Option | undefined, current: string): Promise<Suggestions> {
  const { command, places } = typed;
  if (option !== undefined) {
    const name = /[<[]([\w-]+)/.exec(option.flags)?.[1] ?? "";
    return option.argChoices === undefined ? await meant(option.long ?? name, name, typed) : named(option.argChoices);
  }
  const help = command.createHelp();
  if (current.startsWith("-")) return { found: help.visibleOptions(command).map(({ long, description }) => ({ value: long ?? "", about: description })) };
  const verbs = places.length > 0 ? [] : help.visibleCommands(command).map((each) => ({ value: each.name(), about: each.summary() || each.description() }));
  if (verbs.length > 0) return { found: verbs };
  const argument = command.registeredArguments[Math.min(places.length, command.registeredArguments.length - 1)];
  if (argument === undefined || (places.length >= command.registeredArguments.length && !argument.variadic)) return { found: [] };
  if (argument.argChoices !== undefined) return named(argument.argChoices);
  return await meant(`${command.name()} ${argument.name()}`, argument.name(), typed);
}

function named(choices: readonly string[]): Suggestions {
  return { found: choices.map((value) => ({ value, about: "" })) };
}

/** What a value means: by the option or argument itself, else by how its place is called in the usage. */
async function meant(itself: string, called: string, { command, places, values }: Typed): Promise<Suggestions> {
  const data = values.get("--data") ?? defaultData;
  switch (itself) {
    case "--case":
      return { found: await caseNames(places) };
    case "--thread":
      return { found: await threads(data) };
    case "--interrupt":
      return { found: (await approvals(data)).map(({ interrupt, about }) => ({ value: interrupt, about })) };
    case "--input":
      return { found: await channels(places), also: "files" };
    case "--graph":
    case "test folder":
      return { found: graphs(), also: "folders" };
    case "help command":
      return { found: command.parent === null ? [] : visible(command.parent) };
    default:
  }
  switch (called) {
    case "graph":
      return { found: graphs(), also: "folders" };
    case "thread":
      return { found: await threads(data) };
    case "key-id":
      return { found: await keyIds(data) };
    case "thread-or-approval":
      return { found: [...(await threads(data, "interrupted")), ...(await approvals(data)).map(({ id, about }) => ({ value: id, about }))] };
    case "folder":
      return { found: [], also: "folders" };
    case "file":
      return { found: [], also: "files" };
    default:
      return { found: [] };
  }
}

function visible(command: Command): readonly Suggestion[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((each) => ({ value: each.name(), about: each.summary() }));
}
