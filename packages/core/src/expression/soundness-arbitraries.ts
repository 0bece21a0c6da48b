import * as fc from "fast-check";
import type { Json, JsonObject, JsonSchema } from "../json.ts";
import { isJsonObject } from "../validate/schema.ts";

const FIELDS = ["a", "b", "c"] as const;
const NODE: JsonObject = {
  type: "object",
  properties: { a: { type: "integer" }, b: { $ref: "#/$defs/node" }, c: { type: "array", items: { $ref: "#/$defs/node" } } },
  required: ["a"],
};

const scalar = fc.constantFrom<JsonObject>(
  { type: "integer" },
  { type: "integer", minimum: 1 },
  { type: "number" },
  { type: "string" },
  { type: "boolean" },
  { type: "null" },
  { type: "string", format: "date-time" },
  { enum: ["x", "y"] },
  { const: "x" },
  { type: ["integer", "null"] },
  { type: ["string", "null"] },
  { type: ["integer", "number"] },
  { type: "number", enum: [1, 2.5] },
);

function schemas(depth: number): fc.Arbitrary<JsonObject> {
  if (depth === 0) return scalar;
  const inner = schemas(depth - 1);
  const object = fc
    .tuple(
      fc.record({ a: inner, b: inner, c: inner }, { requiredKeys: [] }),
      fc.subarray([...FIELDS]),
      fc.constantFrom<JsonSchema | undefined>(undefined, false, true, { type: "integer" }),
    )
    .map(([properties, names, rest]): JsonObject => ({
      type: "object",
      properties,
      required: names.filter((name) => name in properties),
      ...(rest === undefined ? {} : { additionalProperties: rest }),
    }));
  return fc.oneof(
    { weight: 2, arbitrary: scalar },
    { weight: 4, arbitrary: object },
    { weight: 2, arbitrary: inner.map((items): JsonObject => ({ type: "array", items })) },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map((anyOf): JsonObject => ({ anyOf })) },
    { weight: 1, arbitrary: inner.map((one): JsonObject => ({ anyOf: [one, { type: "null" }] })) },
    { weight: 1, arbitrary: fc.tuple(object, object).map((allOf): JsonObject => ({ allOf })) },
    { weight: 1, arbitrary: fc.constant<JsonObject>({ $ref: "#/$defs/node" }) },
  );
}

const roots = schemas(2).map((schema): JsonObject => ({ ...schema, $defs: { node: NODE } }));

function values(schema: Json | undefined, depth = 0): fc.Arbitrary<Json> {
  if (!isJsonObject(schema)) return fc.constantFrom<Json>(1, 2.5, "t", null, true, [1], { a: 1 });
  const part = schema;
  if (part["$ref"] !== undefined) return values(NODE, depth);
  if (Array.isArray(part["anyOf"])) return fc.oneof(...part["anyOf"].map((one: Json) => values(one, depth)));
  if (Array.isArray(part["allOf"])) return fc.tuple(...part["allOf"].map((one: Json) => values(one, depth))).map((all) => Object.assign({}, ...all));
  if (Array.isArray(part["enum"])) return fc.constantFrom<Json>(...part["enum"]);
  if (part["const"] !== undefined) return fc.constant(part["const"]);
  const names = [part["type"]].flat();
  return fc.constantFrom(...names).chain((name): fc.Arbitrary<Json> => {
    switch (name) {
      case "integer":
        return fc.oneof(
          fc.integer({ min: 1, max: 9 }),
          fc
            .maxSafeInteger()
            .map((value) => Math.abs(value) + 1)
            .filter(Number.isSafeInteger),
        );
      case "number":
        return fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
      case "string":
        return part["format"] === undefined ? fc.constantFrom("", "x", "12", "a\nb", "2026-01-01T00:00:00Z") : fc.constant("2026-03-31T14:00:00Z");
      case "boolean":
        return fc.boolean();
      case "null":
        return fc.constant(null);
      case "array":
        return depth > 3 ? fc.constant([]) : fc.array(values(part["items"], depth + 1), { maxLength: 3 });
      default: {
        const properties = Object.entries(isJsonObject(part["properties"]) ? part["properties"] : {});
        const required = [part["required"] ?? []].flat();
        const fields = properties.map(([key, inner]) =>
          required.includes(key)
            ? ([key, values(inner, depth + 1)] as const)
            : depth > 2
              ? ([key, fc.constant(undefined)] as const)
              : ([key, fc.option(values(inner, depth + 1), { nil: undefined })] as const),
        );
        const extra =
          part["additionalProperties"] === undefined || typeof part["additionalProperties"] === "object" ? [["z", fc.constantFrom(undefined, 7)] as const] : [];
        return fc
          .tuple(...[...fields, ...extra].map(([key, value]) => value.map((made): readonly [string, Json | undefined] => [key, made])))
          .map((entries) => Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))));
      }
    }
  });
}

const loose = fc.letrec<{ text: string; path: string; atom: string }>((tie) => ({
  path: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("x", "x", "y", "i", "state.y"),
    fc.tuple(tie("path"), fc.constantFrom(...FIELDS, "z")).map(([left, name]) => `${left}.${name}`),
    fc.tuple(tie("path"), fc.constantFrom("0", "'a'", "i")).map(([left, index]) => `${left}[${index}]`),
  ),
  atom: fc.oneof(
    tie("path"),
    tie("path"),
    tie("path"),
    fc.constantFrom(
      "1",
      "2.5",
      "'x'",
      "'y'",
      "true",
      "null",
      "[]",
      "[1, 2]",
      "[1, 'a']",
      "{'a': 1}",
      "duration('1h')",
      "timestamp('2026-01-01T00:00:00Z')",
      "9007199254740991",
    ),
  ),
  text: fc.oneof(
    { depthSize: "small" },
    tie("atom"),
    fc
      .tuple(tie("text"), fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "in", "&&", "||"), tie("text"))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie("path"), fc.constantFrom("+", "-", "*", "/", "%", "==", "<", "in"), tie("atom")).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie("path"), tie("text")).map(([a, b]) => `(${a} != null && ${b})`),
    fc.tuple(tie("path"), tie("text"), tie("text")).map(([a, b, c]) => `(${a} == null ? ${b} : ${c})`),
    fc
      .tuple(
        fc.constantFrom("!", "-", "size", "string", "int", "double", "sum", "min", "max", "flatten", "distinct", "assistant", "timestamp", "bool"),
        tie("text"),
      )
      .map(([f, a]) => `${f}(${a})`),
    fc
      .tuple(tie("path"), fc.constantFrom("all", "exists", "exists_one", "map", "filter", "sortBy"), tie("text"))
      .map(([list, method, body]) => `${list}.${method}(i, ${body})`),
    fc
      .tuple(
        tie("text"),
        fc.constantFrom(
          ".slice(0, 2)",
          ".join(',')",
          ".startsWith('x')",
          ".contains('x')",
          ".getHours()",
          ".trim()",
          ".split(',')",
          ".sum()",
          ".flatten()",
          ".matches('^x+$')",
          ".substring(1)",
        ),
      )
      .map(([a, b]) => `${a}${b}`),
    fc.tuple(tie("text"), tie("text"), tie("text")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie("path"), fc.constantFrom(...FIELDS)).map(([a, b]) => `has(${a}.${b})`),
    fc.tuple(tie("text"), tie("text")).map(([a, b]) => `[${a}, ${b}]`),
    fc.tuple(tie("text"), tie("path")).map(([a, b]) => `{'a': ${a}, 'b': ${b}}`),
    tie("text").map((a) => `{{ ${a} }}`),
  ),
}));

/** Any expression over any two schemas, and values that mostly fit them. */
export const looseCases = fc
  .record({ x: roots, y: roots, source: loose.text })
  .chain(({ x, y, source }) => fc.record({ x: fc.constant(x), y: fc.constant(y), source: fc.constant(source), xs: values(x), ys: values(y) }));

// A fixed world in which most expressions are well typed: one part in forty is of another type than its place wants.
// Items are called `x` like the variable, so that they fit the same places.
const ITEM_PROPERTIES: JsonObject = {
  id: { type: "string" },
  n: { type: "integer" },
  amount: { type: "number" },
  tags: { type: "array", items: { type: "string" } },
  kind: { enum: ["x", "y"] },
  maybe: { type: ["integer", "null"] },
  sub: { type: "array", items: { $ref: "#/$defs/item" } },
  due: { type: "string", format: "date-time" },
  either: { anyOf: [{ type: "string" }, { type: "integer" }] },
};
const ITEM: JsonObject = { type: "object", additionalProperties: false, required: ["id", "n", "amount", "tags", "kind", "maybe"], properties: ITEM_PROPERTIES };
const WORLD: JsonObject = { ...ITEM, $defs: { item: ITEM } };

type Kind = "int" | "num" | "str" | "bool" | "strs" | "ints" | "items" | "item" | "any";
const typed = fc.letrec<Record<Kind, string>>((tie) => {
  const of = (kind: Kind): fc.Arbitrary<string> => fc.oneof({ weight: 39, arbitrary: tie(kind) }, { weight: 1, arbitrary: tie("any") });
  const filled = ([form, ...kinds]: readonly [string, ...Kind[]]): fc.Arbitrary<string> =>
    fc.tuple(...kinds.map(of)).map((parts) =>
      form
        .split("_")
        .map((text, index) => text + (parts[index] ?? ""))
        .join(""),
    );
  const rule = (leaf: readonly string[], ...rules: readonly (readonly [string, ...Kind[]])[]): fc.Arbitrary<string> =>
    fc.oneof({ maxDepth: 4, depthIdentifier: "typed", withCrossShrink: true }, fc.constantFrom(...leaf), ...rules.map(filled));
  return {
    int: rule(
      ["x.n", "y.n", "1", "7", "x.sub[0].n", "y.n"],
      ["(_ + _)", "int", "int"],
      ["(_ * _)", "int", "int"],
      ["(_ / _)", "int", "int"],
      ["-_", "int"],
      ["size(_)", "items"],
      ["_.sum()", "ints"],
      ["max(_, _)", "int", "int"],
      ["(_ ? _ : _)", "bool", "int", "int"],
      ["int(_)", "num"],
      ["(x.maybe == null ? _ : x.maybe)", "int"],
      ["_.map(x, _).sum()", "items", "int"],
      ["_[0]", "ints"],
      ["_.n", "item"],
    ),
    num: rule(
      ["x.amount", "2.5", "y.amount"],
      ["(_ + _)", "num", "int"],
      ["(_ * _)", "int", "num"],
      ["(_ / _)", "num", "num"],
      ["double(_)", "int"],
      ["_.map(x, _).max()", "items", "num"],
    ),
    str: rule(
      ["x.id", "'x'", "y.due", "y.kind", "x.kind"],
      ["(_ + _)", "str", "str"],
      ["string(_)", "int"],
      ["_.join('-')", "strs"],
      ["_.id", "item"],
      ["_[0]", "strs"],
      ["_.upperAscii()", "str"],
    ),
    bool: rule(
      ["true", "has(x.sub)", "has(state.y)", "x.kind == 'y'"],
      ["(_ && _)", "bool", "bool"],
      ["(_ || _)", "bool", "bool"],
      ["!_", "bool"],
      ["_ < _", "int", "num"],
      ["(_ == _)", "str", "str"],
      ["(_ in _)", "str", "strs"],
      ["_.all(x, _)", "items", "bool"],
      ["_.exists(x, _)", "items", "bool"],
      ["_.startsWith(_)", "str", "str"],
      ["(x.maybe != null && x.maybe > _)", "num"],
      ["(_ == _)", "items", "items"],
      ["timestamp(x.due) < timestamp(_)", "str"],
    ),
    strs: rule(
      ["x.tags", "[]", "y.tags"],
      ["[_, _]", "str", "str"],
      ["_.map(x, _)", "items", "str"],
      ["(_ + _)", "strs", "strs"],
      ["_.distinct()", "strs"],
      ["_.map(i, i.tags).flatten()", "items"],
    ),
    ints: rule(["[1, 2]", "[x.n]"], ["[_, _]", "int", "int"], ["_.map(x, _)", "items", "int"], ["(_ + _)", "ints", "ints"], ["_.slice(0, 1)", "ints"]),
    items: rule(
      ["x.sub", "[x, y]", "y.sub", "[]"],
      ["_.filter(x, _)", "items", "bool"],
      ["_.sortBy(x, _)", "items", "num"],
      ["(_ + _)", "items", "items"],
      ["(_ ? _ : _)", "bool", "items", "items"],
    ),
    item: rule(["x", "y", "state.y"], ["_[0]", "items"], ["(_ ? _ : _)", "bool", "item", "item"]),
    any: fc.oneof(
      tie("int"),
      tie("num"),
      tie("str"),
      tie("bool"),
      tie("strs"),
      tie("items"),
      tie("item"),
      fc.constantFrom("null", "x.either", "x.maybe", "{'a': x.n, 'b': [y]}", "timestamp(x.due)", "x.nothing"),
    ),
  };
});
/** Mostly well-typed expressions over one schema, and values of it. */
export const typedCases = fc.record({
  x: fc.constant(WORLD),
  y: fc.constant(WORLD),
  source: fc.oneof(typed.any, typed.bool, typed.items),
  xs: values(itemTree(2)),
  ys: values(itemTree(1)),
});

/** The item's schema without references, for making values. */
function itemTree(depth: number): JsonObject {
  const sub: JsonObject = depth === 0 ? { const: [] } : { type: "array", items: itemTree(depth - 1) };
  return { ...ITEM, properties: { ...ITEM_PROPERTIES, sub } };
}
