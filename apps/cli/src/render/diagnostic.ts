import type { Diagnostic } from "baton";
import type { Paint } from "../process/io.ts";
import { counted, visible, widthOf } from "./text.ts";

export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly advice: number;
}

/** How many of each severity. */
export function countsOf(diagnostics: readonly Diagnostic[]): Counts {
  const count = (severity: Diagnostic["severity"]): number => diagnostics.filter((each) => each.severity === severity).length;
  return { error: count("error"), warning: count("warning"), advice: count("advice") };
}

/** `2 errors, 1 warning`; `no problems` where there are none. */
export function countsLine({ error, warning, advice }: Counts): string {
  const parts = [
    ...(error > 0 ? [counted(error, "error")] : []),
    ...(warning > 0 ? [counted(warning, "warning")] : []),
    ...(advice > 0 ? [advice === 1 ? "1 piece of advice" : `${advice} pieces of advice`] : []),
  ];
  return parts.length === 0 ? "no problems" : parts.join(", ");
}

const tones = { error: "bad", warning: "wait", advice: "link" } as const;
const marginWidth = 6;
const longest = 160;

/** A problem with the line it stands in, a caret under it and the title of its fix. */
export function diagnosticLines(diagnostic: Diagnostic, source: string | undefined, file: string, paint: Paint): readonly string[] {
  const { at, severity, code, message, path, fix } = diagnostic;
  const head = `${visible(file)}:${at.line}:${at.column}  ${paint(tones[severity], severity)}  ${paint("quiet", code)}  ${visible(message)}`;
  const text = source?.split("\n")[at.line - 1]?.replace(/\r$/, "");
  return [
    head,
    ...(text === undefined || text.trim() === "" ? [] : excerpt(diagnostic, text, paint)),
    ...(path === undefined || path.length === 0 ? [] : [`${" ".repeat(marginWidth)}${paint("quiet", "way:")} ${path.join(" → ")}`]),
    ...(fix === undefined ? [] : [`${" ".repeat(marginWidth)}${paint("quiet", "fix:")} ${visible(fix.title)}`]),
  ];
}

/** The line, cut around the place where it is very long. */
function excerpt({ at, severity }: Diagnostic, text: string, paint: Paint): readonly string[] {
  const from = text.length > longest ? Math.max(0, at.column - 1 - longest / 2) : 0;
  const shown = text.slice(from, from + longest);
  const start = Math.min(at.column - 1 - from, shown.length);
  const end = at.endLine === at.line ? at.endColumn - 1 - from : shown.trimEnd().length;
  const lead = widthOf(visible(shown.slice(0, start)));
  const marked = Math.max(1, widthOf(visible(shown.slice(start, Math.max(start, end)))));
  const margin = `${String(at.line).padStart(marginWidth - 2)} │ `;
  const carets = paint(tones[severity], "^".repeat(Math.min(marked, longest - start)));
  return [`${paint("quiet", margin)}${visible(shown)}`, `${paint("quiet", `${" ".repeat(marginWidth - 2)} │ `)}${" ".repeat(lead)}${carets}`];
}
