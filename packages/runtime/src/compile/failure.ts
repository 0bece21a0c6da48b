import { BatonError, type Json, layerSchema } from "@baton/core";
import type { RunError } from "../ports/threads.ts";

/** What went wrong, as data: of a BatonError its own facts, of anything else the message under layer infrastructure. */
export function runError(error: unknown, where: { readonly node: string; readonly attempt?: number }): RunError {
  const attempt = where.attempt ?? 1;
  if (error instanceof BatonError) {
    const { attribution } = error;
    return {
      code: error.code,
      layer: error.layer,
      message: error.message,
      node: attribution.node ?? where.node,
      attempt: attribution.attempt ?? attempt,
      ...(error.fix === undefined ? {} : { fix: error.fix }),
      ...(attribution.agent === undefined ? {} : { agent: attribution.agent }),
      ...(attribution.step === undefined ? {} : { step: attribution.step }),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", layer: "infrastructure", message, node: where.node, attempt };
}

/** `output` of the port `failed`. */
export function failedValue(error: RunError): Json {
  return { code: error.code, layer: error.layer, message: error.message, node: error.node ?? "", attempt: error.attempt ?? 1 };
}

/** The error that fails the enclosing scope. */
export function thrown(error: RunError, cause?: unknown): BatonError {
  return new BatonError(error.code, layerSchema.parse(error.layer), error.message, {
    ...(error.fix === undefined ? {} : { fix: error.fix }),
    ...(cause === undefined ? {} : { cause }),
    attribution: {
      ...(error.node === undefined ? {} : { node: error.node }),
      ...(error.agent === undefined ? {} : { agent: error.agent }),
      ...(error.attempt === undefined ? {} : { attempt: error.attempt }),
    },
  });
}
