import { BatonError } from "@baton/core";
import { type Lease, LEASE_KEY, type LeaseStore } from "../ports/leases.ts";

type Configurable = { readonly configurable?: Readonly<Record<string, unknown>> };

/** Decides who has the lease. While it is held, nobody else gets it: not the same holder's other run either. */
export function takeLease(current: Lease | undefined, wanted: Omit<Lease, "token">, now: number): Awaited<ReturnType<LeaseStore["acquire"]>> {
  if (current !== undefined && current.until > now) return { type: "taken", lease: current };
  return { type: "held", lease: { ...wanted, token: (current?.token ?? 0) + 1 } };
}

/** True if the row is still this lease, run out or not. */
export function sameLease(current: Lease | undefined, lease: Lease): boolean {
  return current !== undefined && current.token === lease.token && current.holder === lease.holder;
}

/** A given back lease: the token stays, so that the next one is higher. */
export function releasedLease(lease: Lease): Lease {
  return { ...lease, holder: "", until: 0 };
}

/** The part of `configurable` that carries the lease on to LangGraph's next call. */
export function leaseOf(config: Configurable): Record<string, unknown> {
  const token = config.configurable?.[LEASE_KEY];
  return token === undefined ? {} : { [LEASE_KEY]: token };
}

/** The lease token that a config carries. */
export function leaseToken(config: Configurable): number | undefined {
  const token = config.configurable?.[LEASE_KEY];
  return typeof token === "number" ? token : undefined;
}

/** Refuses a write to a thread by who lost the thread's lease, or never had it. */
export function checkLease(current: Lease | undefined, thread: string, config: Configurable, now: number): void {
  const token = config.configurable?.[LEASE_KEY];
  if (token === undefined ? current === undefined || current.until <= now : token === current?.token) return;
  const message =
    token === undefined
      ? `Thread ${thread} is being worked on by ${current?.holder ?? "another process"}, so this write was refused; wait until it is done.`
      : `Thread ${thread} was taken over by another process, so this write was refused; resume it there, or here once it is released.`;
  throw new BatonError("lease_lost", "infrastructure", message);
}
