import type { Diagnostic, HostManifest } from "@baton/core";
import type { Files } from "../files.ts";

/** A folder to check; `version` comes back with the answer. */
export interface CheckRequest {
  readonly version: number;
  readonly files: Files;
  readonly beside: Files;
  readonly manifest: HostManifest;
}

export interface CheckAnswer {
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
  /** How long it took. */
  readonly ms: number;
}

/** Checks folders, one at a time; asked again meanwhile, only the last request counts. */
export interface Checker {
  check(request: CheckRequest): void;
  close(): void;
}
