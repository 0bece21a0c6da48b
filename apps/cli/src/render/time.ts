const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long something took: `20 ms`, `1.2 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < minute) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / minute)} min ${Math.round((ms % minute) / 1000)} s`;
}

function amount(ms: number): string {
  if (ms < hour) return `${Math.max(1, Math.round(ms / minute))} min`;
  return `${Math.round(ms / hour)} h`;
}

/** A moment for people: relative up to a day, then the date. */
export function moment(at: number, now: number): string {
  const away = at - now;
  if (Math.abs(away) < minute) return "now";
  if (Math.abs(away) < day) return away > 0 ? `in ${amount(away)}` : `${amount(-away)} ago`;
  return date(at);
}

/** Day and time, in the zone of this machine. */
export function date(at: number): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(at).replace(",", "");
}
