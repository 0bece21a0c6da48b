import type { Plan } from "@baton/draw";
import type { Scene } from "../scene/scene.ts";
import type { ArrangeAnswer, ArrangeRequest } from "./protocol.ts";

/** Lays scenes out beside the page. A new request ends the one before it. */
export interface Arranger {
  /** Undefined where it took longer than the deadline (milliseconds), was ended, or failed. */
  arrange(scene: Scene, deadline: number): Promise<Plan | undefined>;
  /** Ends what is under way. */
  cancel(): void;
}

export function createArranger(): Arranger {
  let worker: Worker | undefined;
  let end: (() => void) | undefined;
  let count = 0;
  const cancel = (): void => {
    if (end === undefined) return;
    // The engine hears nothing while it works, so its whole worker goes.
    worker?.terminate();
    worker = undefined;
    end();
    end = undefined;
  };
  return {
    cancel,
    arrange: (scene, deadline) => {
      cancel();
      count += 1;
      const number = count;
      const { promise, resolve } = Promise.withResolvers<Plan | undefined>();
      worker ??= new Worker(new URL("./arrange.worker.ts", import.meta.url), { type: "module" });
      const own = worker;
      const late = setTimeout(cancel, deadline);
      const done = (plan: Plan | undefined): void => {
        clearTimeout(late);
        own.removeEventListener("message", heard);
        own.removeEventListener("error", broken);
        if (end === finish) end = undefined;
        resolve(plan);
      };
      const finish = (): void => done(undefined);
      const broken = (): void => done(undefined);
      const heard = ({ data }: MessageEvent<ArrangeAnswer>): void => {
        if (data.number === number) done("plan" in data ? data.plan : undefined);
      };
      end = finish;
      own.addEventListener("message", heard);
      own.addEventListener("error", broken);
      const request: ArrangeRequest = { number, picture: scene.picture, cards: scene.cards };
      own.postMessage(request);
      return promise;
    },
  };
}
