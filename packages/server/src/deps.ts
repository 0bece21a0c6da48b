import type { Catalogue, Clock, Engine, Storage, Workspace } from "@baton/runtime";
import type { Logger } from "pino";
import type { Telemetry } from "./observe/telemetry.ts";

/** Where the server may be reached, and by whom. */
export interface Access {
  /** Without keys whoever reaches the address is the one local user; only for loopback. */
  readonly auth: "local" | "keys";
  /** Names that may stand in `Host`: what DNS rebinding cannot bring. One without a port fits every port. */
  readonly hosts: readonly string[];
  /** Origins of pages that may call. */
  readonly origins: readonly string[];
  /** Hosts that webhooks may go to, see `readWebhookHosts`. */
  readonly webhookHosts: readonly string[];
}

export interface Limits {
  readonly bodyBytes: number;
  readonly jsonDepth: number;
  /** Milliseconds that a request may take to be read and answered; those that watch a run may take longer. */
  readonly requestMs: number;
  /** Jobs that may wait; past that, 503. */
  readonly queue: number;
  /** Jobs that run at once. */
  readonly workers: number;
  /** Bytes that may wait for one slow reader of a stream; past that it is dropped and may come back with its last event id. */
  readonly streamBytes: number;
}

/** Everything a server needs, made by whoever starts it. */
export interface ServerDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Runs documents; its `run` takes the graph with the request. */
  readonly engine: Engine;
  readonly catalogue: Catalogue;
  /** Folders to edit; absent where graphs are only run. */
  readonly workspace?: Workspace;
  readonly access: Access;
  readonly limits: Limits;
  readonly log: Logger;
  /** What webhooks are signed with: `BATON_WEBHOOK_SECRET`, two with a comma between them while one takes over from the other. */
  readonly webhookSecrets?: readonly string[];
  /** Metrics and spans, by `startTelemetry`; without it there are none. */
  readonly telemetry?: Telemetry;
  /** The built editor's folder, if it is served. */
  readonly editor?: string;
  /** Scripted replies answer in place of models. */
  readonly offline?: boolean;
  readonly version: string;
}
