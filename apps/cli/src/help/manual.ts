import type { Command } from "commander";
import type { Exit } from "../process/failure.ts";
import { wrap } from "../render/text.ts";

/** Environment variables that verbs read, and what for. */
const variables = {
  OPENAI_API_KEY: "key of models with `provider: openai`; hosts may name other variables",
  OPENAI_BASE_URL: "address of another server that speaks OpenAI's protocol",
  LOG_LEVEL: "trace, debug, info, warn, error, fatal or silent; warn on a terminal, else info",
  BATON_WEBHOOK_SECRET: "what webhooks are signed with",
  OTEL_EXPORTER_OTLP_ENDPOINT: "where traces and metrics are sent; OpenTelemetry's other variables hold too",
  NO_COLOR: "anything: no colours",
  BATON_DEBUG: "1: shows where an error comes from",
} as const;

/** What a page of help says besides the options. */
export interface Manual {
  /** Commands as they can be typed, each with what it is good for. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  readonly exits: { readonly [Code in Exit]?: string };
  readonly environment?: readonly (keyof typeof variables)[];
  /** Other verbs. */
  readonly seeAlso: readonly string[];
}

/** Columns of a page of help. */
export const pageWidth = 100;

/** Gives a verb its page: examples, exit codes, environment and related verbs. */
export function manual(command: Command, { examples, exits, environment = [], seeAlso }: Manual): Command {
  const shown = examples.flatMap(([line, does]) => [`  ${line}`, ...wrap(does, pageWidth - 6).map((text) => `      ${text}`)]);
  const parts = [
    part("Examples", shown),
    part("Exit codes", columns(Object.entries({ ...exits, 2: exits[2] ?? "something is wrong with the command or what it was given" }))),
    part("Environment", columns([...environment, "NO_COLOR" as const, "BATON_DEBUG" as const].map((name) => [name, variables[name]]))),
    part(
      "See also",
      wrap(seeAlso.map((verb) => `baton ${verb}`).join(", "), pageWidth - 2).map((text) => `  ${text}`),
    ),
  ];
  return command.addHelpText("after", `\n${parts.join("\n\n")}`);
}

function part(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines].join("\n");
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const first = Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, text]) => wrap(text, pageWidth - first - 4).map((line, index) => `  ${(index === 0 ? name : "").padEnd(first)}  ${line}`));
}
