import { compileValue, type CompileOptions } from "./compile.ts";
import type { Compiled, Scope } from "./contract.ts";

/**
 * Compiles a template's text, a prompt for example: `{{ expression }}` is replaced by its value, everything else is text.
 * Problems have offsets in the text.
 */
export function compileTemplate(text: string, scope: Scope, options: Pick<CompileOptions, "optional"> = {}): Compiled {
  return compileValue(text, scope, { ...options, place: "template" });
}
