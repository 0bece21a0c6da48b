import type { Actor, Baton, OpenInterrupt, RunResult } from "baton";
import { type Exit, exit, isKnown } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { type Signals, withSignals } from "../process/signals.ts";
import { type Progress, progress } from "../render/progress.ts";
import { resultLines } from "../render/result.ts";
import { reviewLines } from "../render/review.ts";
import { waitLine } from "../render/wait.ts";
import { command, decidingCommands, goingOn, type Place, wakingCommands } from "./go-on.ts";

/** What a caller watches while the engine works. */
export type Watching = Signals & Pick<Progress, "onEvent">;

export interface Drive {
  readonly baton: Baton;
  readonly io: Io;
  readonly json: boolean;
  readonly place: Place;
  readonly actor: Actor | undefined;
}

/** Runs until the end, or until somebody else has to decide; asks where a person is there. Gives the exit code. */
export async function drive(start: (watching: Watching) => Promise<RunResult>, options: Drive): Promise<Exit> {
  const { baton, io, json, place, actor } = options;
  let next = start;
  let asking = io.interactive && !json;
  for (;;) {
    const watch = progress(json ? { ...io, live: false } : io, [...(baton.graph?.nodes.keys() ?? [])]);
    const begin = next;
    const { result, ended } = await withSignals(io, async (signals) => {
      try {
        return { result: await begin({ ...signals, onEvent: watch.onEvent }), ended: signals.drain.aborted };
      } catch (error) {
        watch.end(new Set());
        throw error;
      }
    });
    watch.end(new Set([...result.interrupts.map(({ baton: { asker } }) => asker), ...result.waits.map(({ node }) => node)]));
    if (json) {
      io.out(JSON.stringify(result, undefined, 2));
      return exitOf(result);
    }
    if (io.live) io.err("");
    for (const interrupt of result.interrupts) io.out(`${reviewLines(interrupt.baton, titleOf(baton, interrupt), io).join("\n")}\n`);
    for (const wait of result.waits) io.out(`${waitLine(wait, baton.graph?.nodes.get(wait.node)?.title ?? wait.node, io)}\n`);
    const said = asking && !ended ? await askAll(result.interrupts, options) : { decided: 0, later: true };
    if (said.decided === 0) {
      io.out(resultLines(result, io).join("\n"));
      for (const line of whatNext(result, watch, io, place)) io.out(line);
      return exitOf(result);
    }
    asking &&= !said.later;
    next = (watching) => baton.resume(result.thread, { ...watching, ...(actor === undefined ? {} : { actor }) });
  }
}

/** Asks about everything that waits and records what is decided. `later`: something is left to others, or to another time. */
async function askAll(interrupts: readonly OpenInterrupt[], options: Drive): Promise<{ readonly decided: number; readonly later: boolean }> {
  for (const [decided, { baton: approval }] of interrupts.entries()) {
    const state = await askOne(approval, options);
    if (state === "left") return { decided, later: true };
    if (state === "open") return { decided: decided + 1, later: true };
  }
  return { decided: interrupts.length, later: false };
}

/** Asks about one approval, again where the answer was refused: `open` where more people are needed. */
async function askOne(approval: OpenInterrupt["baton"], { baton, io, actor }: Drive): Promise<"left" | "open" | "settled"> {
  const { askPeople } = await import("./ask.ts");
  for (;;) {
    const decisions = await askPeople(approval);
    if (decisions === undefined) return "left";
    try {
      const { status } = await baton.decide(approval.id, decisions, actor);
      return status === "open" ? "open" : "settled";
    } catch (error) {
      if (!isKnown(error, "decision_invalid")) throw error;
      io.err(`${io.paintErr("bad", "✗")} ${error.message}`);
    }
  }
}

/** What the node that asks is called. */
function titleOf(baton: Baton, { node, baton: { asker } }: OpenInterrupt): string {
  const title = baton.graph?.nodes.get(asker)?.title;
  return title ?? (asker === node ? node : `${asker}, before ${node}`);
}

function whatNext(result: RunResult, watch: Progress, io: Io, place: Place): readonly string[] {
  const part = (lead: string, commands: readonly string[]): readonly string[] => ["", lead, ...commands.map((text) => `  ${io.paint("link", text)}`)];
  if (result.interrupts.length + result.waits.length > 0) {
    const events = result.waits.some(({ event }) => event !== undefined);
    return [
      ...(result.interrupts.length === 0 ? [] : part("Decide it, now or later, here or in another process:", decidingCommands(result, io, place))),
      ...(result.waits.length === 0
        ? []
        : part(events ? "It goes on with the event, or once its time is up:" : "It goes on once its time has come:", wakingCommands(result, io, place))),
    ];
  }
  const on = goingOn(result, watch.limit(), io, place);
  if (on === undefined) return [];
  const lead = {
    interrupted: "It stopped after a finished step. Go on with:",
    failed: "Try again from there:",
    limit_reached: "Raise the limit and go on:",
    cancelled: "Go on with:",
  };
  const review = result.status === "failed" ? [`  ${io.paint("link", command(io, place, "threads", "show", result.thread))}`] : [];
  return ["", result.status === "done" ? "" : lead[result.status], `  ${io.paint("link", on)}`, ...review];
}

/** How a run's end shows in the process's own. */
export function exitOf({ status }: RunResult): Exit {
  switch (status) {
    case "done":
      return exit.done;
    case "interrupted":
      return exit.waiting;
    case "failed":
      return exit.failed;
    case "limit_reached":
      return exit.limit;
    case "cancelled":
      return exit.cancelled;
    default:
      return status satisfies never;
  }
}
