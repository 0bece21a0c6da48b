import { BatonError } from "@baton/core";
import type { Clock, CodeResult, RunResult, Storage } from "@baton/runtime";
import type { Access } from "../deps.ts";
import type { Identity } from "../identity.ts";

/** What identities may use a day (UTC), counted in storage so that it holds across processes and restarts. */
export interface Quotas {
  /** Counts a run that is about to be queued. @throws BatonError `quota_exceeded`. */
  admit(identity: Identity): Promise<void>;
  /** Called where a stretch of a run on a thread begins; what it gives adds, once, what that stretch cost. It was allowed to begin, so that is never refused. */
  meter(owner: string, thread: string): Promise<(result: RunResult | CodeResult) => Promise<void>>;
}

interface QuotaDeps {
  readonly storage: Pick<Storage, "keys" | "threads" | "budgets">;
  readonly clock: Pick<Clock, "now">;
  readonly access: Pick<Access, "auth">;
}

const dayMs = 86_400_000;

/** Quotas by identity; a local server's one user has none. */
export function quotas({ storage: { keys, threads, budgets }, clock, access }: QuotaDeps): Quotas {
  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);
  return {
    admit: async ({ id, quota, key }) => {
      if (key === undefined) return;
      const { runsPerDay: runs, costUsdPerDay: costUsd } = quota;
      const limit = { ...(runs === undefined ? {} : { runs }), ...(costUsd === undefined ? {} : { costUsd }) };
      if ((await keys.spend(id, today(), { runs: 1 }, limit)) !== undefined) return;
      const most = [...(runs === undefined ? [] : [`${runs} runs`]), ...(costUsd === undefined ? [] : [`${costUsd} USD`])].join(" and ");
      throw new BatonError("quota_exceeded", "policy", `\`${id}\` may use ${most} a day (UTC), and has.`, {
        fix: "Wait until tomorrow, or ask for a key with more.",
        retryAfter: Math.ceil((dayMs - (clock.now() % dayMs)) / 1000),
      });
    },
    meter: async (owner, thread) => {
      if (access.auth === "local") return async () => undefined;
      // A run's own figure counts all its stretches, and there may have been some before this one.
      const last = (await threads.listRuns(thread)).at(-1)?.id;
      const before = last === undefined ? 0 : ((await budgets.get(last))?.usage.costUsd ?? 0);
      return async (result) => {
        const costUsd = "usage" in result ? result.usage.costUsd - (result.run === last ? before : 0) : 0;
        if (costUsd > 0) await keys.spend(owner, today(), { costUsd });
      };
    },
  };
}
