import { currentArgs, type RunResult } from "baton";
import { invocation, quoted } from "../process/invocation.ts";
import type { Io } from "../process/io.ts";
import { defaultData } from "./options.ts";

/** What a command needs to find the same runs again. */
export interface Place {
  readonly data: string;
}

/** A command of this program as it can be typed. */
export function command(io: Io, { data }: Place, ...words: readonly string[]): string {
  const place = data === defaultData ? [] : ["--data", quoted(data)];
  return [invocation(io.env), ...words, ...place].join(" ");
}

/** The commands that decide what a run waits for, each with what it does. */
export function decidingCommands(result: RunResult, io: Io, place: Place): readonly string[] {
  return result.interrupts.flatMap(({ id, baton }) => {
    const which = result.interrupts.length > 1 ? ["--interrupt", id] : [];
    const resume = (...words: readonly string[]): string => command(io, place, "resume", quoted(result.thread), ...words, ...which);
    const [action, ...others] = baton.actions;
    if (action === undefined) return [];
    if (others.length > 0)
      return [resume("--approve"), resume("--reject", "'why'"), resume("--decisions", quoted(JSON.stringify(baton.actions.map(() => ({ type: "approve" })))))];
    const args = Object.entries(currentArgs(action));
    const [name, value] = args.find(([, each]) => typeof each === "number") ?? args[0] ?? ["value", null];
    const example = baton.kind === "unknown-effect" ? JSON.stringify({ happened: false }) : "your answer";
    return action.allowed.map((type) => {
      switch (type) {
        case "approve":
          return resume("--approve");
        case "edit":
          return resume("--edit", quoted(JSON.stringify({ [name]: value })));
        case "reject":
          return resume("--reject", "'why'");
        case "respond":
          return resume("--answer", quoted(example));
        default:
          return type satisfies never;
      }
    });
  });
}

/** The commands that end what a run waits for besides people: events to send, and how to go on once they or their time are there. */
export function wakingCommands({ waits, thread }: RunResult, io: Io, place: Place): readonly string[] {
  const sending = waits.flatMap(({ event, match = {} }) => {
    if (event === undefined) return [];
    const inputs = Object.entries(match).flatMap(([field, value]) => [
      "--input",
      quoted(`${field}=${typeof value === "string" ? value : JSON.stringify(value)}`),
    ]);
    return [command(io, place, "send", quoted(event), "--thread", quoted(thread), ...inputs)];
  });
  return [...sending, command(io, place, "resume", quoted(thread))];
}

/** The command that takes a stopped run further; undefined where there is nothing to take further. */
export function goingOn(result: RunResult, limit: { readonly limit: string; readonly max: number } | undefined, io: Io, place: Place): string | undefined {
  const resume = (...words: readonly string[]): string => command(io, place, "resume", quoted(result.thread), ...words);
  switch (result.status) {
    case "done":
      return undefined;
    case "limit_reached":
      return resume("--raise", raising(limit));
    case "interrupted":
    case "failed":
    case "cancelled":
      return resume();
    default:
      return result.status satisfies never;
  }
}

function raising(limit: { readonly limit: string; readonly max: number } | undefined): string {
  if (limit === undefined) return "<limit>=<number>";
  if (limit.limit === "timeMs") return `time=${Math.ceil((limit.max * 2) / 60_000)}m`;
  return `${limit.limit}=${limit.max === 0 ? 1 : limit.max * 2}`;
}
