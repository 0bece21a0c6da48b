import { type DestinationStream, type Logger, pino } from "pino";
import { redact } from "./redact.ts";

const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** What a log is made of. */
export interface LogOptions {
  /** `LOG_LEVEL`: trace, debug, info (the default), warn, error, fatal or silent. */
  readonly level?: string;
  readonly version: string;
  /** Where lines go: JSON, one each. */
  readonly to: DestinationStream;
}

/** A structured log of the server's. Whatever looks like a secret is struck out of a line before it is written, wherever in it. */
export function createLog({ level, version, to }: LogOptions): Logger {
  return pino(
    {
      level: level !== undefined && levels.includes(level.toLowerCase()) ? level.toLowerCase() : "info",
      base: { service: "baton", version },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => to.write(redact(line)) },
  );
}
