/** What people call a thread's status. */
export const threadWords = { idle: "Idle", busy: "Running", interrupted: "Waiting", failed: "Failed", limit_reached: "Stopped at limit" } as const;

/** What people call a run's status. */
export const runWords = {
  running: "Running",
  done: "Done",
  interrupted: "Waiting",
  failed: "Failed",
  limit_reached: "Stopped at limit",
  cancelled: "Cancelled",
} as const;

/** What people call the state of a tool's call. */
export const effectWords = { intent: "Begun", done: "Done", failed: "Failed", unknown: "Outcome unknown", simulated: "Simulated" } as const;

/** What people call the state of a task of a plan. */
export const taskWords = {
  waiting: "Waiting",
  blocked: "Blocked",
  running: "Running",
  parked: "On hold",
  done: "Done",
  failed: "Failed",
  dropped: "Dropped",
} as const;
