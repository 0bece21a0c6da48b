import { exit } from "./failure.ts";
import type { Io } from "./io.ts";

/** What a run watches for. */
export interface Signals {
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Aborts when the process is asked to end. */
  readonly drain: AbortSignal;
}

/** Runs something that Ctrl-C cancels (a second one leaves at once) and that stops at the next step when the process is asked to end. */
export async function withSignals<Result>(io: Io, work: (signals: Signals) => Promise<Result>): Promise<Result> {
  const cancel = new AbortController();
  const drain = new AbortController();
  const interrupted = (): void => {
    if (cancel.signal.aborted) process.exit(exit.cancelled);
    io.err("\nStopping. What is finished is kept; Ctrl-C again leaves at once.");
    cancel.abort(new Error("cancelled"));
  };
  const ended = (): void => {
    io.err("\nStopping after this step, because the process was asked to end.");
    drain.abort();
  };
  process.on("SIGINT", interrupted);
  for (const name of ["SIGTERM", "SIGHUP"] as const) process.on(name, ended);
  try {
    return await work({ signal: cancel.signal, drain: drain.signal });
  } finally {
    process.off("SIGINT", interrupted);
    for (const name of ["SIGTERM", "SIGHUP"] as const) process.off(name, ended);
  }
}
