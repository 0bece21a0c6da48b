import { isJsonObject, type Json } from "@baton/core";
import type { Io } from "../process/io.ts";
import { visible } from "../render/text.ts";

/** Fields that every line has. */
const always = new Set(["level", "time", "msg", "service", "version", "err"]);

/** Where a log's lines go: to a person as one readable line, to a machine as they are. */
export function logLines(io: Io): { write(line: string): void } {
  return { write: (line) => io.err(io.live ? readable(line.trimEnd(), io) : line.trimEnd()) };
}

function readable(line: string, { paintErr }: Io): string {
  const entry = json(line);
  if (!isJsonObject(entry)) return visible(line);
  const { level, time, msg, err } = entry;
  const tone = level === "error" || level === "fatal" ? "bad" : level === "warn" ? "wait" : "quiet";
  const problem = err !== undefined && isJsonObject(err) ? text(err["message"]) : "";
  const words = [text(msg), problem].filter((each) => each !== "").join(": ");
  const fields = Object.entries(entry).filter(([name]) => !always.has(name));
  const told = fields.map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`).join(" ");
  const parts = [paintErr("quiet", text(time).slice(11, 19)), paintErr(tone, text(level).padEnd(5)), visible(words), paintErr("quiet", visible(told))];
  return parts.join(" ").trimEnd();
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function json(line: string): Json {
  try {
    const value: Json = JSON.parse(line);
    return value;
  } catch {
    return line;
  }
}
