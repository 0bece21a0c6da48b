import { type Baton, openWait } from "baton";
import { type Exit, exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { people, placeOf } from "../render/approval.ts";
import { table } from "../render/table.ts";
import { indent, inline } from "../render/text.ts";
import { date, moment } from "../render/time.ts";
import { callLine, mappingLines } from "../render/value.ts";
import { awaitedLine } from "../render/wait.ts";
import { openThread } from "../running/open.ts";
import { planLines } from "./plans.ts";
import { effectWords, runWords, threadWords } from "./words.ts";

export interface ThreadOptions {
  readonly json?: true;
  readonly data: string;
  readonly graph?: string;
}

type View = Awaited<ReturnType<Baton["show"]>>;

/** Prints where a thread stands: runs, open approvals, what tools did, channels. */
export async function showThread(id: string, { json, data, graph }: ThreadOptions, io: Io): Promise<Exit> {
  const { baton, thread } = await openThread(id, { data, graph });
  try {
    const view = await baton.show(thread);
    io.out(json === true ? JSON.stringify(view, undefined, 2) : lines(view, io).join("\n"));
    return exit.done;
  } finally {
    await baton.close();
  }
}

function lines({ thread, runs, approvals, waits, effects, values, plans, next }: View, io: Io): readonly string[] {
  const { paint } = io;
  const now = io.now();
  const part = (title: string, body: readonly string[]): readonly string[] => (body.length === 0 ? [] : ["", paint("strong", title), ...indent(body, 2)]);
  const rows = runs.map((run) => [run.id, runWords[run.status], run.outcome ?? run.error?.code ?? "", date(run.startedAt), inline(run.requester)]);
  return [
    `${paint("strong", thread.id)}  ${threadWords[thread.status]}`,
    paint(
      "quiet",
      `${thread.graph} · started ${moment(thread.createdAt, now)} · updated ${moment(thread.updatedAt, now)}${next.length === 0 ? "" : ` · next ${next.join(", ")}`}`,
    ),
    ...part("Runs", table({ head: ["run", "status", "outcome", "started", "by"], rows }, paint, Infinity)),
    ...part(
      "Problem",
      runs.slice(-1).flatMap(({ error }) => (error === undefined ? [] : [`${error.node === undefined ? "" : `${error.node}: `}${inline(error.message)}`])),
    ),
    ...Object.entries(plans).flatMap(([node, plan]) => part(`Plan of ${node}`, planLines(plan, paint, io.width - 2))),
    ...part(
      "Approvals",
      approvals.map((approval) => {
        const stands =
          approval.status === "open"
            ? `waiting for ${people(approval)}`
            : approval.status === "void"
              ? "void"
              : [...new Set(approval.actions.map(({ status }) => status))].join(", ");
        const place = placeOf(approval);
        const asked = `${approval.actions.map(({ name }) => inline(name)).join(", ")}${place === undefined ? "" : ` at ${place}`}`;
        return `${approval.id}  ${asked}  ${stands}  ${moment(approval.createdAt, now)}`;
      }),
    ),
    ...part(
      "Waits",
      waits.filter(({ status }) => status === "open").map((wait) => `${wait.id}  ${wait.node}  waiting ${awaitedLine(openWait(wait), now)}`),
    ),
    ...part(
      "What tools did",
      effects.map(({ tool, args, state, startedAt }) => `${effectWords[state]}  ${tool}${callLine(args)}  ${moment(startedAt, now)}`),
    ),
    ...part("State", channelLines(values, io)),
  ];
}

const longestChannel = 12;

/** Channels, long ones folded: `--json` has them whole. */
function channelLines(values: View["values"], io: Io): readonly string[] {
  const margin = Math.max(0, ...Object.keys(values).map(({ length }) => length));
  return Object.entries(values).flatMap(([name, value]) => {
    const all = mappingLines({ [name.padEnd(margin)]: value }, { paint: io.paint, width: io.width - 4 });
    if (all.length <= longestChannel) return all;
    return [...all.slice(0, longestChannel), io.paint("quiet", `  … ${all.length - longestChannel} more lines with --json`)];
  });
}
