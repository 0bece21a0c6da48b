import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { nearest } from "@baton/core";
import { type Case, type GraphFolder, readCases } from "baton";
import { exit, type Exit, explain, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { withSignals } from "../process/signals.ts";
import { findGraph } from "../running/graph-path.ts";
import { graphsBelow, hasGraph } from "../running/graphs-below.ts";
import { type Outcome, runOnItsOwn } from "./run-case.ts";
import { caseLine, graphLines, summaryLine, tested } from "./report.ts";

export interface TestOptions {
  readonly case?: readonly string[];
  readonly live?: true;
  readonly json?: true;
}

/** A graph with how its cases went, or why none could run. */
export interface Tested {
  readonly folder: string;
  readonly outcomes: readonly Outcome[];
  readonly error?: unknown;
}

/** Runs the cases of graphs and prints how they went. */
export async function test(folders: readonly string[], options: TestOptions, io: Io): Promise<Exit> {
  const { live = false, json = false } = options;
  const graphs = [...new Set(folders.flatMap(graphsAt))];
  const chosen = choose(graphs.map(planned), options.case);
  const shown = io.live && !json;
  const all: Tested[] = [];
  const cancelled = await withSignals(io, async ({ signal, drain }) => {
    const stopped = (): boolean => signal.aborted || drain.aborted;
    for (const { path, folder, cases, error } of chosen) {
      const outcomes: Outcome[] = [];
      all.push({ folder: path, outcomes, ...(error === undefined ? {} : { error }) });
      if (folder === undefined) continue;
      if (shown) io.err(io.paintErr("strong", path));
      for (const each of cases) {
        if (stopped()) return true;
        if (shown) io.draw(io.paintErr("quiet", `  … ${each.id}`));
        const outcome = await runOnItsOwn(folder, each, { live, signal });
        if (stopped()) return true;
        outcomes.push(outcome);
        if (shown) io.draw(`\r\u001b[K  ${caseLine(outcome, io.paintErr)}\n`);
      }
    }
    return false;
  });
  if (json) io.out(JSON.stringify(tested(all), undefined, 2));
  else {
    if (shown) io.err("");
    for (const each of all) for (const line of graphLines(each, io)) io.out(line);
    io.out(summaryLine(all, io.paint));
  }
  if (cancelled) return exit.cancelled;
  const { failed } = tested(all).counts;
  return failed > 0 ? exit.failed : exit.done;
}

/** The graphs that a folder means: itself, or those in it that have cases. @throws Refusal where there are none. */
function graphsAt(path: string): readonly string[] {
  if (hasGraph(path) || !existsSync(path) || !statSync(path).isDirectory()) {
    findGraph(path);
    return [path];
  }
  const found = graphsBelow(path).filter((graph) => existsSync(join(graph, "cases.yaml")));
  if (found.length === 0) throw new Refusal("cases_missing", `There is no graph with a \`cases.yaml\` in ${path} or below.`, "Name the folder of one.");
  return found;
}

interface Planned {
  readonly path: string;
  /** Undefined where its cases cannot be read. */
  readonly folder: GraphFolder | undefined;
  readonly cases: readonly Case[];
  readonly error?: unknown;
}

function planned(path: string): Planned {
  const folder = findGraph(path);
  try {
    return { path, folder, cases: readCases(folder.files) };
  } catch (error) {
    explain(error); // what is none of ours is thrown on
    return { path, folder: undefined, cases: [], error };
  }
}

/** Only the cases of these names. @throws Refusal where one of them is in no graph. */
function choose(all: readonly Planned[], names: readonly string[] | undefined): readonly Planned[] {
  if (names === undefined) return all;
  const known = new Set(all.flatMap(({ cases }) => cases.map(({ id }) => id)));
  for (const name of names) {
    if (known.has(name)) continue;
    const near = nearest(name, known);
    throw new Refusal(
      "case_unknown",
      `There is no case \`${name}\`.`,
      near === undefined ? `There are ${[...known].join(", ")}.` : `Did you mean \`${near}\`?`,
    );
  }
  return all.flatMap((each) => {
    const cases = each.cases.filter(({ id }) => names.includes(id));
    return cases.length === 0 ? [] : [{ ...each, cases }];
  });
}
