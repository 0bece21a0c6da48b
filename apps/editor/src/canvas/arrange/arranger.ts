import type { Plan } from "@baton/draw";
import type { Scene } from "../scene/scene.ts";
import type { ArrangeAnswer, ArrangeRequest } from "./protocol.ts";

/** Lays scenes out beside the page. A new request ends the one before it. */
export interface Arranger {
  /** `late` where it took longer than the deadline (milliseconds), `ended` where it was ended or failed. */
  arrange(scene: Scene, deadline: number): Promise<Plan | "late" | "ended">;
  /** Ends what is under way. */
  cancel(): void;
}

export function createArranger(): Arranger {
  let worker: Worker | undefined;
  let end: ((why: "late" | "ended") => void) | undefined;
  let count = 0;
  const stop = (why: "late" | "ended"): void => {
    if (end === undefined) return;
    // The engine hears nothing while it works, so its whole worker goes.
    worker?.terminate();
    worker = undefined;
    end(why);
    end = undefined;
  };
  const cancel = (): void => stop("ended");
  return {
    cancel,
    arrange: (scene, deadline) => {
      cancel();
      count += 1;
      const number = count;
      const { promise, resolve } = Promise.withResolvers<Plan | "late" | "ended">();
      worker ??= new Worker(new URL("./arrange.worker.ts", import.meta.url), { type: "module" });
      const own = worker;
      const late = setTimeout(() => stop("late"), deadline);
      const done = (plan: Plan | "late" | "ended"): void => {
        clearTimeout(late);
        own.removeEventListener("message", heard);
        own.removeEventListener("error", broken);
        if (end === done) end = undefined;
        resolve(plan);
      };
      const broken = (): void => done("ended");
      const heard = ({ data }: MessageEvent<ArrangeAnswer>): void => {
        if (data.number === number) done("plan" in data ? data.plan : "ended");
      };
      end = done;
      own.addEventListener("message", heard);
      own.addEventListener("error", broken);
      const request: ArrangeRequest = { number, picture: scene.picture, cards: scene.cards };
      own.postMessage(request);
      return promise;
    },
  };
}
