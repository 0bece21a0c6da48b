import { BatonError } from "@baton/core";
import { DateTime, IANAZone } from "luxon";
import { z } from "zod";

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "is no time of day such as 09:00");

const calendarSchema = z
  .strictObject({
    /** An IANA time zone: days and times of day are those of its clocks. */
    zone: z.string().refine((name) => IANAZone.isValidZone(name), "is no time zone such as Europe/Berlin"),
    days: z.array(z.enum(weekdays)).min(1).readonly(),
    from: timeOfDay,
    to: timeOfDay,
    /** Days on which nobody works, as 2026-12-25. */
    holidays: z
      .array(z.string().refine((text) => /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text).isValid, "is no day such as 2026-12-25"))
      .default([])
      .readonly(),
  })
  .refine(({ from, to }) => from < to, { error: "must be later than `from`", path: ["to"] })
  .readonly();

/** When people work: the same hours on the same days of every week, but for holidays. */
export type Calendar = z.output<typeof calendarSchema>;

/** The same as a host writes it. */
export type CalendarSpec = z.input<typeof calendarSchema>;

/** Reads a host's calendars. @throws BatonError `calendar_invalid`, with every problem of every calendar. */
export function readCalendars(specs: Readonly<Record<string, CalendarSpec>>): Readonly<Record<string, Calendar>> {
  const problems: string[] = [];
  const calendars = Object.entries(specs).flatMap(([name, spec]): [string, Calendar][] => {
    const parsed = calendarSchema.safeParse(spec);
    if (parsed.success) return [[name, parsed.data]];
    for (const { path, message } of parsed.error.issues) problems.push(`calendars.${[name, ...path].join(".")}: ${message}`);
    return [];
  });
  if (problems.length > 0) {
    throw new BatonError("calendar_invalid", "domain", `The host's calendars cannot be read: ${problems.join("; ")}.`, {
      fix: "Mend them in baton.config.ts.",
    });
  }
  return Object.fromEntries(calendars);
}

const longestDays = 3_660; // some ten years: no deadline is looked for beyond them

function at(day: DateTime, time: string): number {
  const [hour, minute] = time.split(":").map(Number);
  return day
    .plus(hour === 24 ? { days: 1 } : {})
    .set({ hour: (hour ?? 0) % 24, minute: minute ?? 0 })
    .toMillis();
}

/**
 * The moment at which so many milliseconds of working time have passed: hours count only while people work, so it lies in working hours, their
 * end included. Beyond ten years it gives up, at their end.
 */
export function addWorkingTime({ zone, days, from, to, holidays }: Calendar, fromMs: number, durationMs: number): number {
  const works = new Set<number>(days.map((day) => weekdays.indexOf(day) + 1));
  const free = new Set(holidays);
  let left = durationMs;
  let last = fromMs;
  let day = DateTime.fromMillis(fromMs, { zone }).startOf("day");
  for (let count = 0; count < longestDays; count += 1, day = day.plus({ days: 1 })) {
    if (!works.has(day.weekday) || free.has(day.toFormat("yyyy-MM-dd"))) continue;
    const [start, end] = [Math.max(at(day, from), fromMs), at(day, to)];
    if (end <= start) continue;
    if (left <= end - start) return start + left;
    left -= end - start;
    last = end;
  }
  return last;
}

/** How long a working day is by the clock on the wall. */
export function workingDayMs({ from, to }: Calendar): number {
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return (minutes(to) - minutes(from)) * 60_000;
}
