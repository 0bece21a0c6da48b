import { flowPlan } from "@baton/draw";
import elk from "elkjs/lib/elk-api.js";
// The engine has a worker of its own, inside this one: loaded here it would take itself for that worker.
import engineAddress from "elkjs/lib/elk-worker.min.js?url";
import type { ArrangeAnswer, ArrangeRequest } from "./protocol.ts";

const engine = new elk.default({ workerFactory: () => new Worker(engineAddress) });

async function answer(request: ArrangeRequest): Promise<void> {
  self.postMessage(await arranged(request));
}

async function arranged({ number, picture, cards }: ArrangeRequest): Promise<ArrangeAnswer> {
  try {
    return { number, plan: await flowPlan(picture, cards, (graph) => engine.layout(graph)) };
  } catch (error) {
    return { number, failed: error instanceof Error ? error.message : String(error) };
  }
}

self.addEventListener("message", ({ data }: MessageEvent<ArrangeRequest>) => void answer(data));
