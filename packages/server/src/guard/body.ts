import { BatonError } from "@baton/core";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Limits } from "../deps.ts";

const json = /^application\/json\s*(?:;|$)/i;

/** Takes bodies that say that they are JSON, that are no larger than `bodyBytes` and nested no deeper than `jsonDepth`. */
export function body({ bodyBytes, jsonDepth }: Pick<Limits, "bodyBytes" | "jsonDepth">): MiddlewareHandler {
  const tooLarge = (): never => {
    throw new BatonError("too_large", "domain", `A request's body may have ${bodyBytes} bytes at most.`, { fix: "Send less at once, or in a file." });
  };
  // Where the length is told, Node reads no more than that.
  const streamed = bodyLimit({ maxSize: bodyBytes, onError: tooLarge });
  return async (context, next) => {
    const length = context.req.header("content-length");
    const chunked = context.req.header("transfer-encoding") !== undefined;
    if (!chunked && (length === undefined || length === "0")) return await next();
    // Only pages that may call can send JSON from a browser: anything else needs no preflight.
    if (!json.test(context.req.header("content-type") ?? "")) {
      throw new BatonError("content_type", "domain", "A request's body must be JSON and say so.", { fix: "Send it with `content-type: application/json`." });
    }
    if (Number(length ?? 0) > bodyBytes) return tooLarge();
    const nested = async (): Promise<void> => {
      if (depthOf(await context.req.text()) > jsonDepth) {
        throw new BatonError("data_too_deep", "domain", `A request's JSON may be nested ${jsonDepth} deep at most.`, { fix: "Flatten it." });
      }
      await next();
    };
    return chunked ? await streamed(context, nested) : await nested();
  };
}

/** How deep brackets are nested in a JSON text, without parsing it. */
function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let index = 0; index < text.length; index++) {
    const letter = text.charCodeAt(index);
    if (quoted) {
      if (letter === 0x5c) index++;
      else if (letter === 0x22) quoted = false;
    } else if (letter === 0x22) quoted = true;
    else if (letter === 0x7b || letter === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (letter === 0x7d || letter === 0x5d) depth--;
  }
  return deepest;
}
