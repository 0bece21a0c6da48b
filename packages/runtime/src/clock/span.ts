import { BatonError, parseDuration } from "@baton/core";
import { DateTime } from "luxon";
import { addWorkingTime, type Calendar, workingDayMs } from "./calendar.ts";

/** A duration as documents write it, in working time where it has a calendar of the host. */
export interface Span {
  readonly duration: string;
  readonly calendar?: string | undefined;
}

/** The latest moment that a date can name. */
const endOfTime = 8_640_000_000_000_000;

/**
 * The moment that lies a span after another. With a calendar, days are its working days and hours count while people work.
 * @throws BatonError `calendar_unknown`.
 */
export function timeAfter(calendars: Readonly<Record<string, Calendar>>, fromMs: number, { duration, calendar: name }: Span): number {
  const ms = parseDuration(duration);
  if (ms === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${duration}\` is no duration; write 30s, 15m, 4h or 3d.`);
  if (name === undefined) return Math.min(fromMs + ms, endOfTime);
  const calendar = Object.hasOwn(calendars, name) ? calendars[name] : undefined;
  if (calendar === undefined) {
    throw new BatonError("calendar_unknown", "domain", `The host has no calendar \`${name}\`, so nobody can tell when ${duration} of working time are over.`, {
      fix: "Define it under `calendars` in baton.config.ts.",
    });
  }
  return addWorkingTime(calendar, fromMs, duration.endsWith("d") ? Number.parseInt(duration, 10) * workingDayMs(calendar) : ms);
}

/** The earliest end of several spans from one moment; undefined where there is none. */
export function earliestAfter(calendars: Readonly<Record<string, Calendar>>, fromMs: number, spans: readonly Span[]): number | undefined {
  return spans.length === 0 ? undefined : Math.min(...spans.map((span) => timeAfter(calendars, fromMs, span)));
}

/** The moment that an ISO timestamp names, of UTC where it says no zone; undefined where it is none. */
export function momentOf(timestamp: string): number | undefined {
  const moment = DateTime.fromISO(timestamp, { zone: "utc" });
  return moment.isValid ? moment.toMillis() : undefined;
}
