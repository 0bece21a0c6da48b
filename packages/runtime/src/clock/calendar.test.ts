import * as fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { defineHost } from "../host/host.ts";
import { addWorkingTime, type CalendarSpec, readCalendars } from "./calendar.ts";
import { momentOf, timeAfter } from "./span.ts";

const hour = 3_600_000;
const office: CalendarSpec = { zone: "Europe/Berlin", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00", holidays: ["2026-12-25"] };

function only(spec: CalendarSpec) {
  const calendar = readCalendars({ it: spec })["it"];
  if (calendar === undefined) throw new Error("no calendar");
  return calendar;
}

/** A moment by the clocks of Berlin. */
const berlin = (text: string): number => DateTime.fromISO(text, { zone: "Europe/Berlin" }).toMillis();
const shown = (ms: number, zone = "Europe/Berlin"): string => DateTime.fromMillis(ms, { zone }).toFormat("ccc yyyy-MM-dd HH:mm");
const after = (from: string, duration: string, spec = office): string => shown(timeAfter({ it: only(spec) }, berlin(from), { duration, calendar: "it" }));

describe("working time", () => {
  it.each([
    ["2026-11-18T11:00", "4h", "Wed 2026-11-18 15:00"],
    ["2026-11-18T11:00", "1d", "Thu 2026-11-19 11:00"],
    ["2026-11-18T11:00", "3d", "Mon 2026-11-23 11:00"],
    ["2026-11-20T16:00", "2h", "Mon 2026-11-23 10:00"],
    ["2026-11-20T16:00", "1h", "Fri 2026-11-20 17:00"],
    ["2026-11-20T17:00", "30m", "Mon 2026-11-23 09:30"],
    ["2026-11-21T12:00", "8h", "Mon 2026-11-23 17:00"],
    ["2026-11-23T05:00", "1d", "Mon 2026-11-23 17:00"],
    ["2026-12-24T16:00", "2h", "Mon 2026-12-28 10:00"],
  ])("from %s, %s later, it is %s", (from, duration, expected) => {
    expect(after(from, duration)).toBe(expected);
  });

  it("keeps to the clock on the wall when it is set forward or back over a weekend", () => {
    expect(after("2026-03-27T16:00", "1d")).toBe("Mon 2026-03-30 16:00");
    expect(after("2026-10-23T16:00", "1d")).toBe("Mon 2026-10-26 16:00");
  });

  it("counts the hours that pass where the clock is changed while people work", () => {
    const always: CalendarSpec = { zone: "Europe/Berlin", days: ["sat", "sun", "mon"], from: "00:00", to: "24:00" };
    expect(after("2026-03-28T12:00", "24h", always)).toBe("Sun 2026-03-29 13:00");
    expect(after("2026-10-24T12:00", "24h", always)).toBe("Sun 2026-10-25 11:00");
  });

  it("without a calendar is plain time", () => {
    expect(timeAfter({}, 5, { duration: "3d" })).toBe(5 + 72 * hour);
  });

  it("gives up after ten years instead of counting for ever, and stays a date without a calendar", () => {
    expect(after("2026-01-05T09:00", "99999999d")).toMatch(/2036-01/);
    expect(new Date(timeAfter({}, Date.UTC(2026), { duration: "99999999d" })).getTime()).toBe(8_640_000_000_000_000);
  });

  it("names a calendar that the host does not have", () => {
    expect(() => timeAfter({}, 0, { duration: "3d", calendar: "moon" })).toThrow(/no calendar `moon`/);
  });
});

describe("a moment in text", () => {
  it.each([
    ["2026-01-06T02:30:00+01:00", "2026-01-06T01:30:00.000Z"],
    ["2026-01-06T02:30", "2026-01-06T02:30:00.000Z"],
    ["2026-01-06", "2026-01-06T00:00:00.000Z"],
  ])("%s is %s: of UTC where it names no zone", (text, at) => {
    expect(new Date(momentOf(text) ?? 0).toISOString()).toBe(at);
  });

  it.each(["", "tomorrow", "2026-02-30", "1767664800000"])("`%s` is none", (text) => {
    expect(momentOf(text)).toBeUndefined();
  });
});

const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"];
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const times = ["00:00", "02:30", "09:00", "12:15", "17:00", "24:00"];
const calendars = fc
  .record({
    zone: fc.constantFrom(...zones),
    days: fc.uniqueArray(fc.constantFrom(...days), { minLength: 1 }),
    hours: fc.uniqueArray(fc.nat(times.length - 1), { minLength: 2, maxLength: 2 }),
    holidays: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 20 }),
  })
  .map(({ hours, holidays, ...rest }): CalendarSpec => {
    const [from = 0, to = 1] = hours.toSorted((a, b) => a - b);
    const first = DateTime.utc(2026, 3, 1);
    return { ...rest, from: times[from] ?? "", to: times[to] ?? "", holidays: holidays.map((day) => first.plus({ days: day }).toFormat("yyyy-MM-dd")) };
  });
// Two months around a change of the clocks on both halves of the earth.
const moments = fc.integer({ min: Date.UTC(2026, 2, 1), max: Date.UTC(2026, 3, 30) });
const durations = fc.integer({ min: 1, max: 30 * 24 * hour });

describe("addWorkingTime, for every calendar", () => {
  it("lands on a working day, in working hours or at their end", () => {
    fc.assert(
      fc.property(calendars, moments, durations, (spec, from, ms) => {
        const end = addWorkingTime(only(spec), from, ms);
        const local = DateTime.fromMillis(end - 1, { zone: spec.zone }); // their end belongs to the day that ends
        expect(spec.days).toContain(days[local.weekday - 1]);
        expect(spec.holidays).not.toContain(local.toFormat("yyyy-MM-dd"));
        // Where the clock jumps over a time of day, working hours begin or end right after the jump.
        const jumped = DateTime.fromMillis(end, { zone: spec.zone }).offset !== local.startOf("day").offset;
        const time = local.toFormat("HH:mm");
        expect(jumped || (time >= spec.from && time < spec.to)).toBe(true);
      }),
    );
  });

  it("never takes less than the time itself, and more time never ends sooner", () => {
    fc.assert(
      fc.property(calendars, moments, durations, durations, (spec, from, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const end = addWorkingTime(only(spec), from, less);
        expect(end).toBeGreaterThanOrEqual(from + less);
        expect(addWorkingTime(only(spec), from, more)).toBeGreaterThanOrEqual(end);
      }),
    );
  });

  it("who starts later never ends sooner", () => {
    fc.assert(
      fc.property(calendars, moments, moments, durations, (spec, a, b, ms) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(addWorkingTime(only(spec), late, ms)).toBeGreaterThanOrEqual(addWorkingTime(only(spec), early, ms));
      }),
    );
  });

  it("is the same in one go or in two", () => {
    fc.assert(
      fc.property(calendars, moments, durations, durations, (spec, from, a, b) => {
        const calendar = only(spec);
        expect(addWorkingTime(calendar, addWorkingTime(calendar, from, a), b)).toBe(addWorkingTime(calendar, from, a + b));
      }),
    );
  });
});

describe("a host's calendars", () => {
  it("are known by name in its manifest, and are read once", () => {
    expect(defineHost({ calendars: { office } }).calendars["office"]).toEqual(office);
    expect(defineHost({ calendars: { office: { ...office, holidays: undefined } } }).calendars["office"]?.holidays).toEqual([]);
  });

  it("are refused with every problem of every one", () => {
    const wrong = { a: { ...office, zone: "Mars" }, b: { ...office, from: "17:00", to: "09:00" }, c: { ...office, days: [], holidays: ["2026-02-30"] } };
    expect(() => defineHost({ calendars: wrong })).toThrow(
      /calendars\.a\.zone: is no time zone.*calendars\.b\.to: must be later.*calendars\.c\.days: .*calendars\.c\.holidays\.0: is no day/,
    );
  });
});
