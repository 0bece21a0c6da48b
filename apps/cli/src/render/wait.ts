import type { OpenWait } from "baton";
import type { Io } from "../process/io.ts";
import { inline } from "./text.ts";
import { date, moment } from "./time.ts";

/** A moment with how far away it is. */
function when(iso: string, now: number): string {
  const at = Date.parse(iso);
  const [day, away] = [date(at), moment(at, now)];
  return day === away ? day : `${day}, ${away}`;
}

/** What is waited for, in one line. */
export function awaitedLine({ until, event, match = {}, expires }: OpenWait, now: number): string {
  if (until !== undefined) return `until ${when(until, now)}`;
  const fields = Object.entries(match).map(([field, value]) => `${inline(field)} is ${inline(typeof value === "string" ? value : JSON.stringify(value))}`);
  const which = fields.length === 0 ? "" : `, where ${fields.join(" and ")}`;
  return `for ${inline(event ?? "an event")}${which}${expires === undefined ? "" : `; until ${when(expires, now)}`}`;
}

/** A stop that nobody has to decide. */
export function waitLine(wait: OpenWait, title: string, io: Io): string {
  const scope = wait.scope === undefined ? "" : ` ${io.paint("quiet", inline(wait.scope))}`;
  return `${io.paint("wait", "●")} ${io.paint("strong", inline(title))}${scope}  ${io.paint("wait", `Waiting ${awaitedLine(wait, io.now())}`)}`;
}
