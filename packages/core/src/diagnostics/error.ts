import { z } from "zod";

/** Who is to blame for a failure. */
export const layerSchema = z.enum(["orchestration", "model", "tool", "policy", "domain", "human", "infrastructure"]);
export type Layer = z.infer<typeof layerSchema>;

/** Which part of a run failed. */
export interface Attribution {
  readonly node?: string;
  readonly agent?: string;
  readonly step?: number;
  readonly attempt?: number;
}

/** Base of every error that Baton raises: `message` names the thing and the fix in one sentence. */
export class BatonError extends Error {
  readonly code: string;
  readonly layer: Layer;
  readonly fix: string | undefined;
  readonly attribution: Attribution;
  /** Seconds after which the same may work. */
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    layer: Layer,
    message: string,
    options: { readonly fix?: string; readonly cause?: unknown; readonly attribution?: Attribution; readonly retryAfter?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "BatonError";
    this.code = code;
    this.layer = layer;
    this.fix = options.fix;
    this.attribution = options.attribution ?? {};
    this.retryAfter = options.retryAfter;
  }
}
