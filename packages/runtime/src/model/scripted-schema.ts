import { BatonError, type Path, parseSource } from "@baton/core";
import { z } from "zod";

const call = z.strictObject({
  tool: z.string().min(1).describe("Name of a tool that the agent has."),
  args: z.record(z.string(), z.json()).default({}).describe("Arguments, each an expression."),
});

const rule = z
  .strictObject({
    when: z.string().optional().describe("CEL; the first rule that holds answers. Absent: always."),
    calls: z.array(call).min(1).optional().describe("Tool calls of this turn."),
    text: z.string().optional().describe("Template: the reply's text, alone or beside `calls`."),
    output: z.json().optional().describe("Typed output: an expression, or a mapping of expressions."),
    error: z
      .strictObject({ status: z.int().min(400).max(599), message: z.string() })
      .optional()
      .describe("The call fails as a server's answer with this status would."),
  })
  .superRefine((value, context) => {
    const given = [value.calls ?? value.text, value.output, value.error].filter((part) => part !== undefined);
    if (given.length === 1) return;
    context.addIssue({ code: "custom", message: "give exactly one of `calls` (with `text` or without), `output`, `text` and `error`" });
  });

const remoteRule = rule.refine(({ calls, text }) => calls === undefined && text === undefined, "an agent elsewhere gives an `output` or an `error`");

const scriptSchema = z.strictObject({
  agents: z.record(z.string(), z.array(rule)).default({}),
  remotes: z.record(z.string(), z.array(remoteRule)).default({}),
});

/** One reply and when it is given; `at` is its place, `scripted.yaml:4:7`. */
export type Rule = z.infer<typeof rule> & { readonly at: string };

/** The replies of the offline model, by agent. */
export interface Script {
  readonly file: string;
  readonly agents: ReadonlyMap<string, readonly Rule[]>;
  /** Replies for agents elsewhere, by the host's names for them. */
  readonly remotes: ReadonlyMap<string, readonly Rule[]>;
}

/**
 * Reads `scripted.yaml`.
 * @throws BatonError `script_invalid` that lists every problem with its place.
 */
export function parseScript(text: string, file: string): Script {
  const source = parseSource(file, text);
  const place = (path: Path): string => {
    const at = source.locate(path);
    return `${at.file}:${at.line}:${at.column}`;
  };
  if (source.problems.length > 0)
    throw invalid(source.problems.map((problem) => `${problem.at.file}:${problem.at.line}:${problem.at.column} ${problem.message}`));
  const parsed = scriptSchema.safeParse(source.data ?? {});
  if (!parsed.success) throw invalid(parsed.error.issues.map((issue) => `${place(pathOf(issue.path))} ${issue.message}`));
  const placed = (under: "agents" | "remotes"): Script["agents"] =>
    new Map(Object.entries(parsed.data[under]).map(([name, rules]) => [name, rules.map((each, index) => ({ ...each, at: place([under, name, index]) }))]));
  return { file, agents: placed("agents"), remotes: placed("remotes") };
}

function pathOf(path: readonly PropertyKey[]): Path {
  return path.map((part) => (typeof part === "symbol" ? String(part) : part));
}

function invalid(problems: readonly string[]): BatonError {
  return new BatonError("script_invalid", "domain", `The scripted replies cannot be read: ${problems.join("; ")}.`);
}
