import type { CheckPort } from "./latest.ts";
import type { CheckAnswer } from "./protocol.ts";

/** A checker in a worker of its own. */
export function workerPort(): CheckPort {
  const worker = new Worker(new URL("./checker.worker.ts", import.meta.url), { type: "module" });
  return {
    post: (request) => worker.postMessage(request),
    answered: (take) => worker.addEventListener("message", ({ data }: MessageEvent<CheckAnswer>) => take(data)),
    close: () => worker.terminate(),
  };
}
