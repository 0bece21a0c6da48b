import type { Effect, Json, JsonObject } from "@baton/core";
import type { DecisionType } from "./approvals.ts";
import type { EffectState } from "./effects.ts";

interface Happened {
  /** Its own among all entries. */
  readonly id: string;
  readonly at: number;
  readonly thread: string;
  readonly run: string;
  readonly node: string;
}

/** Something that a person decided, or that a tool did to the world outside or may have done. */
export type AuditEntry = Happened &
  (
    | {
        readonly what: "decision";
        readonly approval: string;
        /** What it was about: the tool, or the node that asked. */
        readonly name: string;
        readonly type: DecisionType;
        readonly actor: string;
        readonly roles: readonly string[];
        readonly value?: Json;
        readonly message?: string;
      }
    | {
        readonly what: "effect";
        /** The approval that it consumed. */
        readonly approval?: string;
        readonly name: string;
        readonly effect: Effect;
        readonly state: EffectState;
        readonly args: JsonObject;
      }
  );

/** Which entries. Fields that are given must all hold. */
export interface AuditFilter {
  readonly thread?: string;
  /** Who decided: no effects then. */
  readonly actor?: string;
  /** A tool, or a node that asked. */
  readonly name?: string;
  /** Milliseconds since the epoch, both included. */
  readonly from?: number;
  readonly to?: number;
  /** Those that come after this one in the list. */
  readonly after?: Pick<AuditEntry, "at" | "id">;
  readonly limit?: number;
}

/** What was decided and done, over all threads: read from approvals and journal, which hold it. */
export interface AuditLog {
  /** Newest first. */
  list(filter: AuditFilter): Promise<readonly AuditEntry[]>;
}
