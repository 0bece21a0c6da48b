import { InvalidArgumentError, Option } from "commander";

/** Folder that runs are kept in where no other is named. */
export const defaultData = ".baton";

export const dataOption = (): Option => new Option("--data <folder>", "folder that runs are kept in").default(defaultData).helpGroup("Where:");
export const jsonOption = (): Option => new Option("--json", "print one JSON object and nothing else").helpGroup("Output:");
export const offlineOption = (): Option => new Option("--offline", "answer with the graph's scripted.yaml instead of a model").helpGroup("Model:");

/** Gathers an option that may be given several times. */
export function gather(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A whole number from 1. */
export function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("It is a whole number from 1.");
  return number;
}

/** Who acts. */
export interface ActorOptions {
  readonly as?: string;
  readonly role?: readonly string[];
}

export const asOption = (): Option => new Option("--as <id>", "who decides; the local user where left out").helpGroup("Who:");
export const roleOption = (): Option =>
  new Option("--role <role>", "a role that person holds (repeatable); every role where left out").argParser(gather).helpGroup("Who:");
export const graphOption = (): Option => new Option("--graph <folder>", "where the graph's folder is now, if it was moved").helpGroup("Where:");

/** A name that a person gives a thread. */
export function threadName(text: string): string {
  if (!/^[\w.-]{1,200}$/.test(text)) throw new InvalidArgumentError("A thread's name has letters, digits, `_`, `.` and `-`, at most 200.");
  return text;
}
