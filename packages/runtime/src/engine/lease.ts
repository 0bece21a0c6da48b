import { hostname } from "node:os";
import { BatonError } from "@baton/core";
import type { Clock } from "../ports/clock.ts";
import type { Lease, LeaseStore } from "../ports/leases.ts";

const ttlMs = 30_000;

/** Who holds a lease: machine, process and a nonce, so that a dead holder on this machine is known as dead. */
export function holderName(): string {
  return `${hostname()}:${process.pid}:${crypto.randomUUID().slice(0, 8)}`;
}

/** A lease kept alive while work goes on. */
export interface HeldLease {
  readonly lease: Lease;
  /** Aborts when the lease was lost: another process has the thread now. */
  readonly lost: AbortSignal;
  /** Gives it back; does nothing the second time. */
  release(): Promise<void>;
}

/** @throws BatonError `thread_busy` naming the holder, where a living process works on the thread. */
export async function holdLease(leases: LeaseStore, clock: Clock, thread: string, holder: string): Promise<HeldLease> {
  const now = clock.now();
  let result = await leases.acquire(thread, holder, ttlMs, now);
  if (result.type === "taken" && isDead(result.lease.holder)) {
    // Its process is gone: what it held has ended, whatever its clock says.
    result = await leases.acquire(thread, holder, ttlMs, Math.max(now, result.lease.until + 1));
  }
  if (result.type === "taken") {
    throw new BatonError("thread_busy", "infrastructure", `Thread ${thread} is being worked on by process ${result.lease.holder.split(":")[1] ?? "?"}.`, {
      fix: "Wait until it stops, or stop that process; then try again.",
    });
  }
  const { lease } = result;
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    // Where storage does not answer, the next renewal or the fenced write will tell.
    const kept = await leases.renew(lease, ttlMs, clock.now()).catch(() => true);
    if (!kept) lost.abort(new BatonError("lease_lost", "infrastructure", `Another process took over thread ${thread}; this one stopped.`));
  };
  const timer = setInterval(() => void renew(), ttlMs / 3);
  timer.unref();
  let released = false;
  return {
    lease,
    lost: lost.signal,
    release: async () => {
      if (released) return;
      released = true;
      clearInterval(timer);
      await leases.release(lease);
    },
  };
}

/** Whether a holder's process is known to have ended: one of this machine that is not there any more. */
export function isDead(holder: string): boolean {
  const [machine, pid] = holder.split(":");
  if (machine !== hostname() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
