import type { CaseRun, Difference } from "baton";
import { explain } from "../process/failure.ts";
import type { Io, Paint } from "../process/io.ts";
import { table } from "../render/table.ts";
import { counted, indent, inline, wrap } from "../render/text.ts";
import { duration } from "../render/time.ts";
import { money } from "../render/usage.ts";
import { type Outcome, passed } from "./run-case.ts";
import type { Tested } from "./test.ts";

/** One case in a line: whether it passed, its name and how long it took. */
export function caseLine(outcome: Outcome, paint: Paint): string {
  const took = outcome.run === undefined ? "" : `  ${paint("quiet", duration(usageOf(outcome.run).timeMs))}`;
  return `${mark(outcome, paint)} ${outcome.case.id}${took}`;
}

/** A graph's cases as a table, and below it what is not as it should be. */
export function graphLines({ folder, outcomes, error }: Tested, io: Io): readonly string[] {
  const { paint } = io;
  if (error !== undefined) return [`${paint("bad", "✗")} ${paint("strong", folder)}`, ...indent(errorLines(error, io), 2), ""];
  const rows = outcomes.map((each) => [`${mark(each, paint)} ${each.case.id}`, each.path.join(" → "), endOf(each), costOf(each), timeOf(each)]);
  return [
    paint("strong", folder),
    ...indent(table({ head: ["  case", "path", "outcome", "cost", "time"], rows, numbers: new Set([3, 4]) }, paint, io.width - 2), 2),
    "",
    ...outcomes.filter((each) => !passed(each)).flatMap((each) => [...failureLines(each, io), ""]),
  ];
}

/** `17 passed, 1 failed`, over all graphs. */
export function summaryLine(all: readonly Tested[], paint: Paint): string {
  const { counts } = tested(all);
  const text = `${counts.passed} passed, ${counts.failed} failed`;
  const where = all.length > 1 ? ` in ${counted(all.length, "graph")}` : "";
  return `${counts.failed > 0 ? paint("bad", "✗") : paint("good", "✓")} ${text}${where}`;
}

/** What `--json` prints. */
export function tested(all: readonly Tested[]) {
  const outcomes = all.flatMap((each) => each.outcomes);
  const right = outcomes.filter(passed).length;
  return {
    graphs: all.map(({ folder, outcomes: own, error }) => ({ folder, cases: own.map(caseJson), ...(error === undefined ? {} : { error: errorJson(error) }) })),
    counts: { passed: right, failed: outcomes.length - right + all.filter(({ error }) => error !== undefined).length },
  };
}

function caseJson(each: Outcome) {
  const { run, path, error } = each;
  return {
    case: each.case.id,
    title: each.case.title,
    passed: passed(each),
    path,
    ...(run === undefined ? {} : { status: run.result.status, outcome: run.result.outcome, differences: run.differences, usage: usageOf(run) }),
    ...(error === undefined ? {} : { error: errorJson(error) }),
  };
}

function errorJson(error: unknown) {
  const { code, message, fix } = explain(error);
  return { code, message, fix };
}

/** What a case used in all of its turns. */
function usageOf({ turns }: CaseRun): CaseRun["result"]["usage"] {
  const total = { steps: 0, modelCalls: 0, toolCalls: 0, tokens: 0, costUsd: 0, timeMs: 0 };
  for (const { usage } of turns) {
    total.steps += usage.steps;
    total.modelCalls += usage.modelCalls;
    total.toolCalls += usage.toolCalls;
    total.tokens += usage.tokens;
    total.costUsd += usage.costUsd;
    total.timeMs += usage.timeMs;
  }
  return total;
}

function mark(outcome: Outcome, paint: Paint): string {
  return passed(outcome) ? paint("good", "✓") : paint("bad", "✗");
}

function endOf({ run }: Outcome): string {
  if (run === undefined) return "did not run";
  return run.result.outcome ?? run.result.status.replace("_", " ");
}

function costOf({ run }: Outcome): string {
  if (run === undefined) return "";
  const { costUsd, tokens } = usageOf(run);
  if (costUsd > 0) return money(costUsd);
  return tokens > 0 ? counted(tokens, "token") : "";
}

function timeOf({ run }: Outcome): string {
  return run === undefined ? "" : duration(usageOf(run).timeMs);
}

function failureLines(outcome: Outcome, io: Io): readonly string[] {
  const { paint } = io;
  const { id, title } = outcome.case;
  const head = `${paint("bad", "✗")} ${paint("strong", id)}${title === "" ? "" : `: ${inline(title)}`}`;
  if (outcome.run === undefined) return [head, ...indent(errorLines(outcome.error, io), 2)];
  const { differences, result } = outcome.run;
  const said = result.error === undefined ? [] : wrap(inline(`${result.error.node ?? ""}: ${result.error.message}`.replace(/^: /, "")), io.width - 4);
  return [head, ...indent([...differences.flatMap((each) => differenceLines(each, paint)), ...said], 4)];
}

function differenceLines({ place, expected, found }: Difference, paint: Paint): readonly string[] {
  const text = (value: Difference["found"]): string => (value === undefined ? "nothing" : inline(JSON.stringify(value)));
  return [place, `  ${paint("quiet", "expected")}  ${text(expected)}`, `  ${paint("quiet", "found")}     ${text(found)}`];
}

function errorLines(error: unknown, { width }: Io): readonly string[] {
  const { message, fix } = explain(error);
  return [message, ...(fix === undefined ? [] : [fix])].flatMap((text) => wrap(text, width - 4));
}
