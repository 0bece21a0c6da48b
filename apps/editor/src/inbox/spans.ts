const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** A length of time in its largest unit that says enough. */
export interface Span {
  readonly unit: "moments" | "minutes" | "hours" | "days";
  readonly count: number;
}

/** Hours up to two days, days from there; rounded down, as what is left must not be less than it says. */
export function spanOf(ms: number): Span {
  if (ms < minute) return { unit: "moments", count: 0 };
  if (ms < hour) return { unit: "minutes", count: Math.floor(ms / minute) };
  if (ms < 2 * day) return { unit: "hours", count: Math.floor(ms / hour) };
  return { unit: "days", count: Math.floor(ms / day) };
}

/** Hours and minutes, as a countdown tells them. */
export function hoursOf(ms: number): { readonly hours: number; readonly minutes: number } {
  const left = Math.max(ms, 0);
  return { hours: Math.floor(left / hour), minutes: Math.floor((left % hour) / minute) };
}

/** Whether what is left of the time that people had calls for haste: a quarter of it, or six hours. */
export function isUrgent(createdAt: number, expiresAt: number | undefined, now: number): boolean {
  if (expiresAt === undefined) return false;
  return expiresAt - now < Math.min((expiresAt - createdAt) / 4, 6 * hour);
}
