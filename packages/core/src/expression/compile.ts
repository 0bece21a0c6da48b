import type { Path } from "../diagnostics/diagnostic.ts";
import type { Json, JsonObject, JsonSchema } from "../json.ts";
import { isJsonObject } from "../validate/schema.ts";
import { validator } from "../validate/validator.ts";
import { Frame, UNKNOWN } from "./code.ts";
import type { Compiled, ExpressionProblem, Scope } from "./contract.ts";
import { ExpressionError } from "./error.ts";
import { compileExpression, type Expression, type LocalProblem } from "./expression.ts";
import { typeFits } from "./fits.ts";
import { typeOf, valueType } from "./schema-type.ts";
import { isTemplate, parseTemplate } from "./template-parts.ts";
import { describe, lazy, listOf, type ListType, members, type ObjectType, type SingleType, STRING, type Type, unite } from "./type.ts";
import { schemaOf } from "./type-schema.ts";
import { Fault, toJson, type Value } from "./value.ts";

export interface CompileOptions {
  /** In a template's place every text is a template; in an expression's place (the default) only a text with `{{`. */
  readonly place?: "expression" | "template";
  /** What the result must fit. */
  readonly expects?: JsonSchema;
  /** Variables that a template may meet absent; it shows nothing for them. */
  readonly optional?: ReadonlySet<string>;
}

type Values = Readonly<Record<string, Json | undefined>>;

interface Part {
  readonly type: Type;
  readonly run: (values: Values) => Json;
  readonly isConstant: boolean;
}

interface Compiling {
  readonly scope: Scope;
  readonly options: CompileOptions;
  readonly problems: ExpressionProblem[];
  readonly reads: Map<string, boolean>;
}

/** Compiles what stands in an expression's or template's place: a text, or data with texts inside. Nothing throws; problems are listed. */
export function compileValue(value: Json, scope: Scope, options: CompileOptions = {}): Compiled {
  const compiling: Compiling = { scope, options, problems: [], reads: new Map() };
  const part = compilePart(value, [], options.expects === undefined ? undefined : typeOf(options.expects), compiling);
  return new CompiledValue(value, part, compiling);
}

// A class, because an object with a getter is slow to make.
class CompiledValue implements Compiled {
  readonly source: Json;
  readonly problems: readonly ExpressionProblem[];
  readonly reads: Compiled["reads"];
  readonly evaluate: Compiled["evaluate"];
  readonly #part: Part;
  #schema: JsonSchema | undefined;

  constructor(source: Json, part: Part, { problems, reads }: Compiling) {
    this.source = source;
    this.problems = problems;
    this.reads = [...reads].map(([name, guarded]) => ({ name, guarded }));
    this.evaluate = part.run;
    this.#part = part;
  }

  get type(): JsonSchema {
    return (this.#schema ??= schemaOf(this.#part.type));
  }
}

const DEEPEST = 50;

function compilePart(value: Json, path: Path, expects: Type | undefined, compiling: Compiling): Part {
  if (typeof value === "string") return compileText(value, path, expects, compiling);
  if (path.length > DEEPEST) {
    report(compiling, path, { code: "size", message: `This is nested more than ${DEEPEST} levels deep.`, start: 0, end: 0 });
    return constant(null);
  }
  if (Array.isArray(value)) return compileList(value, path, expects, compiling);
  if (isJsonObject(value)) return compileObject(value, path, expects, compiling);
  return expected(constant(value), path, 0, expects, compiling);
}

function constant(value: Json): Part {
  return { type: valueType(value), run: () => value, isConstant: true };
}

function compileText(text: string, path: Path, expects: Type | undefined, compiling: Compiling): Part {
  const before = compiling.problems.length;
  const isText = compiling.options.place === "template" || isTemplate(text);
  const part = isText ? templatePart(text, path, compiling) : expressionPart(text, path, compiling);
  return compiling.problems.length > before ? part : expected(part, path, text.length, expects, compiling);
}

function expressionPart(text: string, path: Path, compiling: Compiling): Part {
  const expression = compileExpression(text, compiling.scope);
  note(compiling, path, expression.problems, [expression]);
  const { code, reads } = expression;
  const run = (values: Values): Json => {
    const frame = new Frame(values);
    return failing(text, () => {
      const value = code.run(frame);
      return isJson(value, code.verbatim) ? value : toJson(value, (steps) => frame.spend(steps));
    });
  };
  return { type: code.type, run, isConstant: reads.size === 0 && code !== UNKNOWN };
}

/** Lists and objects of verbatim code are parts of the JSON that came in. */
function isJson(value: Value, verbatim: boolean): value is Json {
  return typeof value === "string" || (verbatim && (Array.isArray(value) || (typeof value === "object" && value?.constructor === Object)));
}

function templatePart(text: string, path: Path, compiling: Compiling): Part {
  const template = parseTemplate(text, compiling.scope, compiling.options.optional);
  note(compiling, path, template.problems, template.expressions);
  const run = (values: Values): Json => failing(text, () => template.run(new Frame(values), runHole));
  return { type: template.expressions.length === 0 ? valueType(text) : STRING, run, isConstant: template.expressions.length === 0 };
}

function runHole(expression: Expression, frame: Frame): Value {
  return failing(expression.source.trim(), () => expression.code.run(frame));
}

function failing<T>(source: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof Fault ? new ExpressionError(error.reason, source, error.message) : error;
  }
}

function compileList(items: readonly Json[], path: Path, expects: Type | undefined, compiling: Compiling): Part {
  const wanted = only(expects, (member): member is ListType => member.kind === "list");
  const parts = items.map((item, index) => compilePart(item, [...path, index], wanted?.item(), compiling));
  const run = (values: Values): Json => parts.map((part) => part.run(values));
  const whole: Part = { type: listOf(lazy(() => unite(parts.map((part) => part.type)))), run, isConstant: parts.every((part) => part.isConstant) };
  return wanted ? whole : expected(whole, path, 0, expects, compiling);
}

function compileObject(value: JsonObject, path: Path, expects: Type | undefined, compiling: Compiling): Part {
  const wanted = only(expects, (member): member is ObjectType => member.kind === "object");
  const parts = Object.entries(value).map(([key, item]): readonly [string, Part] => {
    const field = wanted?.fields.get(key);
    if (wanted?.closed && !field)
      report(compiling, [...path, key], { code: "type", message: `\`${key}\` is not wanted here${known(wanted)}.`, start: 0, end: 0 });
    return [key, compilePart(item, [...path, key], field?.type() ?? wanted?.rest?.(), compiling)];
  });
  for (const [name, field] of wanted?.fields ?? []) {
    if (field.required && !Object.hasOwn(value, name)) report(compiling, path, { code: "type", message: `\`${name}\` is missing here.`, start: 0, end: 0 });
  }
  const type: ObjectType = {
    kind: "object",
    fields: new Map(parts.map(([key, part]) => [key, { type: () => part.type, required: true }])),
    rest: undefined,
    closed: true,
  };
  const run = (values: Values): Json => Object.fromEntries(parts.map(([key, part]) => [key, part.run(values)]));
  const whole: Part = { type, run, isConstant: parts.every(([, part]) => part.isConstant) };
  return wanted ? whole : expected(whole, path, 0, expects, compiling);
}

function known(type: ObjectType): string {
  const names = [...type.fields.keys()].slice(0, 10).map((name) => `\`${name}\``);
  return names.length === 0 ? "" : `; known are ${names.join(", ")}`;
}

/** The one member of what is expected that the data can be meant for, so that problems are told part by part. */
function only<T extends SingleType>(expects: Type | undefined, isWanted: (type: SingleType) => type is T): T | undefined {
  const found = expects === undefined ? [] : members(expects).filter(isWanted);
  return found.length === 1 ? found[0] : undefined;
}

function expected(part: Part, path: Path, end: number, expects: Type | undefined, compiling: Compiling): Part {
  const message = expects === undefined || expects.kind === "any" ? undefined : misfit(part, expects);
  if (message !== undefined) report(compiling, path, { code: "type", message, start: 0, end });
  return part;
}

function misfit(part: Part, expects: Type): string | undefined {
  if (part.isConstant) {
    try {
      const found = validator(schemaOf(expects))(part.run({}));
      return found.ok ? undefined : found.problems[0]?.message;
    } catch (error) {
      return error instanceof ExpressionError ? error.message : undefined;
    }
  }
  if (typeFits(part.type, expects) !== "no") return undefined;
  const cut = typeFits(part.type, { kind: "double" }) === "yes" && typeFits({ kind: "int" }, expects) !== "no" ? "; `int(...)` cuts off a fraction" : "";
  return `This gives ${describe(part.type)}, but ${describe(expects)} is needed here${cut}.`;
}

function note(compiling: Compiling, path: Path, problems: readonly LocalProblem[], expressions: readonly Expression[]): void {
  for (const problem of problems) report(compiling, path, problem);
  for (const { reads } of expressions) for (const [name, guarded] of reads) compiling.reads.set(name, (compiling.reads.get(name) ?? true) && guarded);
}

function report(compiling: Compiling, path: Path, problem: LocalProblem): void {
  compiling.problems.push({ ...problem, path });
}
