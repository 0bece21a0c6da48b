import { createStore, type StoreApi } from "zustand/vanilla";
import { readHistory } from "../../api/history.ts";
import type { RunStatus, WholeRun } from "../../api/runs.ts";
import type { NodeRun, RunState, WireRun } from "../../run-state/run-state.ts";
import { cutsOf, type Cut, withoutCuts } from "../model/branch.ts";
import type { Happened } from "../model/events.ts";
import { changedMarks, type Marks, marksOf, type Standing } from "../model/marks.ts";
import { createProgress, type Progress, progressOf, take } from "../model/progress.ts";
import type { Shape } from "../model/shape.ts";
import { type Followed, followRun } from "./follow.ts";
import type { Job } from "./jobs.ts";
import { readPause, type Pause } from "./pause.ts";
import { type Said, withSaid } from "./speech.ts";

/** A run that a page shows. */
export interface RunView {
  readonly run: string | undefined;
  readonly thread: string;
  readonly graph: string;
  /** As it stood when it stopped last; undefined until it has. */
  readonly record: WholeRun | undefined;
  readonly status: RunStatus;
  /** What works on it now. */
  readonly job: Job | undefined;
  /** Counts frames in which events came: `progress` grows in place. */
  readonly tick: number;
  readonly progress: Progress;
  readonly events: readonly Happened[];
  readonly speech: readonly Said[];
  readonly pause: Pause;
  /** How often it has stopped. */
  readonly stops: number;
  /** The time that is looked at; undefined is now. */
  readonly until: number | undefined;
  readonly problem: string | undefined;
}

/** The run that a page shows, and what may be done to the showing. */
export interface RunSession {
  readonly store: StoreApi<RunView>;
  show(shown: Followed & { readonly graph: string }): void;
  /** Shows how far it was at a time, in milliseconds since the epoch; undefined follows it. */
  lookAt(until: number | undefined): void;
  /** A fork begins after this time: what happened later is no part of the run any more. */
  cutAfter(at: number): void;
  clear(): void;
}

interface Surroundings {
  readonly runs: RunState;
  readonly shape: () => Shape;
  readonly frame: (draw: () => void) => void;
  readonly words: Pick<Standing, "attempt" | "tasks">;
}

const nothing: Omit<RunView, "progress"> = {
  run: undefined,
  thread: "",
  graph: "",
  record: undefined,
  status: "running",
  job: undefined,
  tick: 0,
  events: [],
  speech: [],
  pause: { next: [], waitsFor: new Map(), approvals: [] },
  stops: 0,
  until: undefined,
  problem: undefined,
};
const noMarks: Marks = { nodes: new Map(), wires: new Map() };

/** Shows one run at a time. Events are taken in as they come, and drawn once a frame. */
export function createRunSession({ runs, shape, frame, words }: Surroundings): RunSession {
  const store = createStore<RunView>()(() => ({ ...nothing, progress: createProgress() }));
  let marks = noMarks;
  let following = new AbortController();
  let waiting: { readonly events: Happened[]; readonly said: Said[] } | undefined;
  let cuts: readonly Cut[] = [];

  const draw = (): void => {
    const { run, progress, status, pause, until, events } = store.getState();
    if (run === undefined) return;
    const standing: Standing = { status, ...pause, ...words };
    const past = until === undefined ? undefined : progressOf(events.filter(({ at }) => at <= until));
    const next = past === undefined ? marksOf(progress, shape(), standing) : marksOf(past, shape(), { ...standing, status: "running", next: [] });
    runs.update({ nodes: changedMarks<NodeRun>(marks.nodes, next.nodes), wires: changedMarks<WireRun>(marks.wires, next.wires) });
    marks = next;
  };
  const flush = (): void => {
    if (waiting === undefined) return;
    const { events, said } = waiting;
    waiting = undefined;
    const state = store.getState();
    for (const each of events) take(state.progress, each);
    store.setState({
      tick: state.tick + 1,
      ...(events.length === 0 ? {} : { events: [...state.events, ...events] }),
      ...(said.length === 0 ? {} : { speech: said.reduce(withSaid, state.speech) }),
    });
    if (events.length > 0) draw();
  };
  const soon = (): NonNullable<typeof waiting> => {
    if (waiting === undefined) {
      waiting = { events: [], said: [] };
      frame(flush);
    }
    return waiting;
  };

  const stands = async (run: WholeRun | undefined, before: readonly Happened[], job: Job | undefined, signal: AbortSignal): Promise<void> => {
    waiting = undefined;
    const status = job === undefined ? (run?.status ?? "running") : "running";
    const { thread, tick, stops } = store.getState();
    const [pause, history] = await Promise.all([
      job === undefined && run !== undefined && status !== "done" ? readPause(thread, signal) : nothing.pause,
      run !== undefined && run.fork > 0 ? readHistory(thread, signal) : undefined,
    ]);
    if (signal.aborted) return;
    if (history !== undefined) cuts = [...cutsOf(history), ...cuts];
    const events = withoutCuts(before, cuts);
    store.setState({ record: run, status, job, events, progress: progressOf(events), pause, tick: tick + 1, stops: stops + 1, problem: undefined });
    draw();
  };

  const clear = (): void => {
    following.abort();
    waiting = undefined;
    cuts = [];
    marks = noMarks;
    runs.clear();
    store.setState({ ...nothing, progress: createProgress() }, true);
  };

  return {
    store,
    show: ({ run, thread, graph, begun }) => {
      const before = store.getState();
      if (before.run === run) return;
      clear();
      following = new AbortController();
      const { signal } = following;
      store.setState({ run, thread, graph });
      draw();
      const follower = {
        stands: async (...standing: readonly [WholeRun | undefined, readonly Happened[], Job | undefined]) => await stands(...standing, signal),
        happened: (event: Happened) => void soon().events.push(event),
        said: (part: Said) => void soon().said.push(part),
      };
      void keepFollowing(
        async () => await followRun({ run, thread, begun }, follower, signal),
        signal,
        (problem) => store.setState({ problem }),
      );
    },
    lookAt: (until) => {
      if (store.getState().until === until) return;
      store.setState({ until });
      draw();
    },
    cutAfter: (at) => {
      const { events } = store.getState();
      cuts = [...cuts, { from: at, to: Math.max(at, ...events.map((each) => each.at)) }];
      const kept = withoutCuts(events, cuts);
      store.setState({ events: kept, progress: progressOf(kept), until: undefined, speech: [] });
      draw();
    },
    clear,
  };
}

const retryMs = 2000;

/** A server that is gone for a while may come back. */
async function keepFollowing(follow: () => Promise<void>, signal: AbortSignal, tell: (problem: string) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      await follow();
    } catch (error) {
      if (signal.aborted) return;
      tell(error instanceof Error ? error.message : String(error));
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}
