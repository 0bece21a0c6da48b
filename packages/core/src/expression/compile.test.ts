import { expect, test } from "vitest";
import type { Json, JsonSchema } from "../json.ts";
import { compileValue } from "./compile.ts";
import { ExpressionError } from "./error.ts";
import { graphScope, onlyVariables, withVariables } from "./scope.ts";
import { compileTemplate } from "./template.ts";

const decision: JsonSchema = {
  type: "object",
  properties: {
    outcome: { enum: ["release", "hold"] },
    amount_minor: { type: "integer" },
    rate: { type: "number" },
    note: { type: "string" },
    owner: { anyOf: [{ $ref: "#/$defs/person" }, { type: "null" }] },
  },
  required: ["outcome", "amount_minor", "rate", "owner"],
  $defs: { person: { type: "object", properties: { name: { type: "string" }, boss: { $ref: "#/$defs/person" } }, required: ["name"] } },
};
const channel = (name: string, schema: JsonSchema, merge: "replace" | "messages" = "replace") =>
  ({ name, schema, merge, initial: undefined, trust: undefined, secrecy: "internal", keep: "run" }) as const;
const scope = graphScope({
  channels: new Map([
    ["decision", channel("decision", decision)],
    ["texts", channel("texts", { type: "array", items: { type: "string" } })],
    ["talk", channel("talk", true, "messages")],
  ]),
  params: { limit: 10, share: 0.5, kinds: ["a", "b"] },
});
const values: Record<string, Json> = {
  decision: { outcome: "release", amount_minor: 4, rate: 2, owner: { name: "Ada", boss: { name: "Bo" } } },
  params: { limit: 10, share: 0.5, kinds: ["a", "b"] },
  run: { id: "r", thread: "t", user: "u", environment: "test" },
  now: "2026-03-15T12:00:00Z",
};

function run(value: Json): Json {
  const compiled = compileValue(value, scope);
  expect(compiled.problems).toEqual([]);
  return compiled.evaluate(values);
}

/** The problems, each with the text it points at. */
function problems(value: string, expects?: JsonSchema): readonly string[] {
  const compiled = compileValue(value, scope, expects === undefined ? {} : { expects });
  return compiled.problems.map(({ code, message, start, end }) => `${code} at ${value.slice(start, end)}: ${message}`);
}

function failure(value: Json, given: Record<string, Json> = values): ExpressionError | undefined {
  const compiled = compileValue(value, scope);
  expect(compiled.problems).toEqual([]);
  try {
    compiled.evaluate(given);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

test("data keeps its shape, and texts inside it are expressions or templates", () => {
  expect(run({ a: 1, b: [true, null, "decision.amount_minor + 1"], c: { d: "{{ run.id }}!" } })).toEqual({ a: 1, b: [true, null, 5], c: { d: "r!" } });
});

test("in a template's place a text without braces is text", () => {
  expect(compileTemplate("Which one?", scope).evaluate({})).toBe("Which one?");
});

test("fields of recursive schemas are known at any depth", () => {
  expect(run("decision.owner != null && has(decision.owner.boss) && decision.owner.boss.name == 'Bo'")).toBe(true);
  expect(problems("decision.owner != null ? decision.owner.boss.boss.nam : ''")).toEqual([
    "type at nam: `decision.owner.boss.boss.nam`: the schema has no field `nam`; did you mean `name`?",
  ]);
});

test("an unknown name points at itself, offers the nearest name, and the quotes of a bare word", () => {
  expect(compileValue("EUR", scope).problems).toMatchObject([{ code: "unknown-name", start: 0, end: 3, replacement: "'EUR'" }]);
  expect(compileValue("decision.outcome == release", scope).problems).toMatchObject([{ start: 20, end: 27, replacement: "decision.outcome == 'release'" }]);
  expect(compileValue("Call me back", scope).problems).toMatchObject([{ code: "syntax", replacement: "'Call me back'" }]);
  expect(problems("decison.rate")).toEqual(["unknown-name at decison: `decison` is not known here; did you mean `decision`, or the text `'decison'`?"]);
  expect(problems("state.txts")).toEqual(["unknown-name at txts: The state has no channel `txts`; did you mean `texts`?"]);
  expect(problems("texts.flaten()")).toEqual(["unknown-name at texts.flaten(): There is no function `flaten`; did you mean `flatten`?"]);
});

test("a text that cannot occur is refused with the one that was meant", () => {
  expect(problems("decision.outcome == 'relase'")[0]).toContain("none of the values that can occur here (`release`, `hold`); did you mean `release`?");
});

test("what may be null must be tested, and then may be used", () => {
  expect(problems("decision.owner.name")[0]).toContain("may be null");
  expect(run("decision.owner == null || decision.owner.name == 'Ada'")).toBe(true);
  expect(run("!(decision.owner == null) ? decision.owner.name : 'nobody'")).toBe("Ada");
  expect(problems("decision.owner == null ? decision.owner.name : ''")[0]).toContain("may be null");
});

test("all problems are told at once", () => {
  expect(problems("decision.amount_minor + 'a' == nothing && 5")).toHaveLength(3);
});

test("integers stay exact, mixed arithmetic gives numbers, and the remainder needs integers", () => {
  expect(compileValue("9007199254740993 - 9007199254740992", scope).evaluate({})).toBe(1);
  expect(run("decision.amount_minor * 0.5")).toBe(2);
  expect(compileValue("decision.amount_minor * decision.rate", scope).type).toEqual({ type: "number" });
  expect(compileValue("decision.amount_minor * 2", scope).type).toEqual({ type: "integer" });
  expect(problems("decision.rate % 2")[0]).toContain("`int(...)`");
  expect(problems("9223372036854775808")[0]).toContain("64 bits");
});

test("a failure names the expression, the value and the reason", () => {
  expect(failure("decision.note")).toMatchObject({
    reason: "absent",
    code: "expression_absent",
    message: "The expression `decision.note` failed: `decision.note` has no value.",
  });
  expect(failure("texts")).toMatchObject({ reason: "absent" });
  expect(failure("1 / (decision.amount_minor - 4)")).toMatchObject({ reason: "division" });
  expect(failure("decision.amount_minor * 9007199254740991")?.message).toContain("36028797018963964 is beyond the integers that JSON holds exactly");
  expect(failure("decision.amount_minor", { decision: { amount_minor: 2 ** 60 } })).toMatchObject({ reason: "overflow" });
  expect(failure("params.kinds[2]")).toMatchObject({ reason: "range" });
  expect(failure("int(run.id)")).toMatchObject({ reason: "conversion" });
  expect(failure("decision.rate", { decision: { rate: "two" } })?.message).toContain("`decision.rate` should be a number, but is text");
});

test("as in CEL, a side that fails does not matter if the other decides", () => {
  expect(run("decision.note == 'x' || decision.amount_minor == 4")).toBe(true);
  expect(run("decision.note == 'x' && false")).toBe(false);
  expect(failure("decision.note == 'x' || false")).toMatchObject({ reason: "absent" });
  expect(run("params.kinds.exists(k, k == 'b' || decision.note == k)")).toBe(true);
});

const reads = (text: string) => compileValue(text, scope).reads;

test("reads name each variable once, guarded where `has` stands before every use", () => {
  expect(reads("has(state.decision) && state.decision.rate > decision.amount_minor")).toEqual([{ name: "decision", guarded: true }]);
  expect(reads("has(state.texts) ? texts : params.kinds")).toEqual([
    { name: "texts", guarded: true },
    { name: "params", guarded: false },
  ]);
  expect(reads("has(state.texts) || texts.size() > 0")).toEqual([{ name: "texts", guarded: false }]);
  expect(reads("!has(state.texts) || texts.size() > 0")).toEqual([{ name: "texts", guarded: true }]);
  expect(reads("texts.map(decision, decision)")).toEqual([{ name: "texts", guarded: false }]);
});

test("the result must fit what is expected, and the problem stands where the part stands", () => {
  expect(problems("decision.rate", { type: "integer" })).toEqual([
    "type at decision.rate: This gives a number, but an integer is needed here; `int(...)` cuts off a fraction.",
  ]);
  expect(problems("decision.amount_minor", { type: "number" })).toEqual([]);
  expect(problems("'sms'", { enum: ["email", "letter"] })).toEqual(['type at \'sms\': This should be one of "email", "letter", but is "sms".']);
  const expects: JsonSchema = {
    type: "object",
    properties: { id: { type: "string" }, n: { type: "integer", minimum: 1 } },
    required: ["id", "n"],
    additionalProperties: false,
  };
  expect(compileValue({ id: "decision.rate", n: 0, m: 1 }, scope, { expects }).problems.map(({ path }) => path)).toEqual([["id"], ["n"], ["m"]]);
  expect(compileValue({ id: "run.id" }, scope, { expects }).problems).toMatchObject([{ path: [], message: "`n` is missing here." }]);
  expect(problems("output.x", true)).not.toEqual([]);
});

test("the type of a part is a schema of its own, also where it refers to itself", () => {
  const { type } = compileValue("[decision].map(d, d.owner)", scope);
  expect(type).toEqual({
    type: "array",
    items: { anyOf: [{ $ref: "#/$defs/person" }, { type: "null" }] },
    $defs: { person: { type: "object", properties: { name: { type: "string" }, boss: { $ref: "#/$defs/person" } }, required: ["name"] } },
  });
});

test("scopes grow by a node's own variables and shrink to what a worker sees", () => {
  const wider = withVariables(scope, { output: { type: "integer" } });
  expect(compileValue("output + 1", wider).evaluate({ output: 1 })).toBe(2);
  const narrow = onlyVariables(wider, ["texts", "output"]);
  expect(compileValue("state.decision", narrow).problems).toMatchObject([{ code: "unknown-name" }]);
  expect(compileValue("state.texts", narrow).problems).toEqual([]);
  expect(compileValue("talk + assistant('ok')", scope).problems).toEqual([]);
});

test("a template tells its problems at their place in the whole text", () => {
  const text = "Dear {{ run.user }}, pay {{ decision.totl }} {{ '}}' }}";
  const [problem] = compileTemplate(text, scope).problems;
  expect(text.slice(problem?.start, problem?.end)).toBe("totl");
  expect(compileTemplate("a {{ run.id", scope).problems).toMatchObject([{ code: "syntax", start: 2, end: 4 }]);
});

test("a template shows braces in texts and maps, empty lists of texts and optional values as they should be", () => {
  const show = (text: string) => compileTemplate(text, scope, { optional: new Set(["decision"]) }).evaluate({ ...values, texts: [] });
  expect(show("{{ '}}' }}|{{ {'a': {'b': 1}} }}|{{ texts }}|{{ [] + [1] }}")).toBe('}}|{"a":{"b":1}}||[1]');
  expect(compileTemplate("<{{ decision.outcome }}>", scope, { optional: new Set(["decision"]) }).evaluate({})).toBe("<>");
});

test("names of a program's own objects are no values", () => {
  const odd = {
    variables: new Map<string, JsonSchema>([
      ["constructor", true],
      ["x", true],
    ]),
  };
  expect(() => compileValue("constructor", odd).evaluate({})).toThrow("has no value");
  expect(() => compileValue("x.constructor", odd).evaluate({ x: {} })).toThrow("has no value");
  expect(compileValue({ ["__proto__"]: 1 }, odd).evaluate({})).toEqual(JSON.parse('{"__proto__": 1}'));
});
