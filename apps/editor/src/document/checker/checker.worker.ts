import { interpretSchemas } from "../../app/jitless.ts";
import { check } from "./check.ts";
import type { CheckRequest } from "./protocol.ts";

interpretSchemas();
self.addEventListener("message", ({ data }: MessageEvent<CheckRequest>) => self.postMessage(check(data)));
