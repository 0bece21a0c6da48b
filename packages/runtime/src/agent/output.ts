import { type Json, type JsonSchema, type Validation, validator } from "@baton/core";
import { type AnswerShape, answerShape, unwrap } from "../model/answer.ts";

/** What an agent gives back: its final text, or JSON of a schema. */
export type Output =
  | { readonly type: "text"; readonly check?: (value: Json) => Validation }
  | { readonly type: "typed"; readonly shape: AnswerShape; readonly check: (value: Json) => Validation };

/** A final answer read: the output, or everything that is wrong with it. */
export type ReadAnswer = { readonly type: "value"; readonly value: Json } | { readonly type: "problems"; readonly problems: readonly string[] };

/** The output of a schema; a bare string is text. */
export function outputOf(schema: JsonSchema): Output {
  const text = typeof schema === "object" && schema["type"] === "string" && Object.keys(schema).length === 1;
  return text ? { type: "text" } : { type: "typed", shape: answerShape(schema), check: validator(schema) };
}

/** The same output where an agent's owner judges it: by its own rules, in place of the schema's. */
export function judgedOutput(output: Output, problems: ((value: Json) => readonly string[]) | undefined): Output {
  if (problems === undefined) return output;
  const check = (value: Json): Validation => {
    const found = problems(value);
    return found.length === 0 ? { ok: true } : { ok: false, problems: found.map((message) => ({ path: "", message })) };
  };
  return { ...output, check };
}

/** Reads what the answer tool was called with. */
export function readAnswer(output: Output, args: Json): ReadAnswer {
  return checked(output, output.type === "text" ? args : unwrap(output.shape, args));
}

/** Reads a final text: models give JSON as text too, in a code fence or bare. */
export function readText(output: Output, text: string): ReadAnswer {
  if (text.trim() === "") return { type: "problems", problems: ["the answer is empty"] };
  if (output.type === "text") return checked(output, text);
  try {
    return checked(output, unwrap(output.shape, JSON.parse(unfenced(text))));
  } catch {
    return { type: "problems", problems: ["the answer is not JSON"] };
  }
}

/** Asks for the one repair that a wrong answer gets. */
export function repairRequest(output: Output, problems: readonly string[]): string {
  const again = output.type === "text" ? "Answer again, with text." : "Give the whole answer again, mended.";
  return `Your answer cannot be used:\n${problems.map((problem) => `- ${problem}`).join("\n")}\n${again}`;
}

function checked({ check }: Output, value: Json): ReadAnswer {
  const result = check?.(value) ?? { ok: true };
  if (result.ok) return { type: "value", value };
  return { type: "problems", problems: result.problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)) };
}

function unfenced(text: string): string {
  const [, fenced] = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(text) ?? [];
  return fenced ?? text;
}
