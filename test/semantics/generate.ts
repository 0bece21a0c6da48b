import * as fc from "fast-check";
import {
  type Behaviour,
  type Block,
  type Call,
  channels,
  type Cond,
  type FailedWrite,
  type Int,
  type OnFailed,
  type PolicyPlan,
  type Program,
  type Statement,
  type Text,
  type Write,
} from "./program.ts";

const small = fc.integer({ min: -3, max: 12 });
const intChannel = fc.constantFrom(...channels.int, "i1" as const, "i1" as const);
const textChannel = fc.constantFrom(...channels.text);
const anyChannel = fc.constantFrom(...channels.int, ...channels.text, "log" as const, "tags" as const, "obj" as const);

const plainInt: fc.Arbitrary<Int> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ k: fc.constant("lit" as const), v: small }) },
  { weight: 4, arbitrary: fc.record({ k: fc.constant("ch" as const), c: fc.constantFrom("a" as const, "b" as const, ...channels.int) }) },
);
/** Never a constant: a division that always fails is found by the check. */
const divisor: fc.Arbitrary<Int> = fc.record({
  k: fc.constant("ch" as const),
  c: fc.constantFrom("a" as const, "b" as const, "total" as const, "i0" as const),
});
const plainCond: fc.Arbitrary<Cond> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ k: fc.constant("cmp" as const), op: fc.constantFrom("<" as const, ">" as const, "==" as const), l: plainInt, r: plainInt }),
  },
  { weight: 2, arbitrary: fc.record({ k: fc.constant("has" as const), c: anyChannel }) },
  { weight: 1, arbitrary: fc.record({ k: fc.constant("in" as const), v: fc.constantFrom("x", "y") }) },
  { weight: 1, arbitrary: fc.constant({ k: "flag" as const }) },
);
const cond: fc.Arbitrary<Cond> = fc.oneof(
  { weight: 5, arbitrary: plainCond },
  { weight: 1, arbitrary: fc.record({ k: fc.constant("not" as const), of: plainCond }) },
  { weight: 1, arbitrary: fc.record({ k: fc.constant("both" as const), op: fc.constantFrom("&&" as const, "||" as const), l: plainCond, r: plainCond }) },
);
const int: fc.Arbitrary<Int> = fc.oneof(
  { weight: 4, arbitrary: plainInt },
  {
    weight: 3,
    arbitrary: fc.record({ k: fc.constant("op" as const), op: fc.constantFrom("+" as const, "-" as const, "*" as const), l: plainInt, r: plainInt }),
  },
  { weight: 1, arbitrary: fc.record({ k: fc.constant("op" as const), op: fc.constant("/" as const), l: fc.constant<Int>({ k: "lit", v: 60 }), r: divisor }) },
  { weight: 1, arbitrary: fc.record({ k: fc.constant("if" as const), c: cond, l: plainInt, r: plainInt }) },
  {
    weight: 1,
    arbitrary: fc.record({ k: fc.constant("size" as const), c: fc.constantFrom("log" as const, "tags" as const, "obj" as const, "talk" as const) }),
  },
  { weight: 1, arbitrary: fc.constant({ k: "sum" as const }) },
  { weight: 1, arbitrary: fc.record({ k: fc.constant("at" as const), i: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.constant({ k: "param" as const }) },
  { weight: 3, arbitrary: fc.constant({ k: "out" as const }) },
  { weight: 1, arbitrary: fc.constant({ k: "item" as const }) },
);
const text: fc.Arbitrary<Text> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ k: fc.constant("lit" as const), v: fc.constantFrom("x", "y", "it's", "{b}") }) },
  { weight: 2, arbitrary: fc.record({ k: fc.constant("ch" as const), c: textChannel }) },
  { weight: 2, arbitrary: fc.record({ k: fc.constant("template" as const), l: plainInt, r: textChannel }) },
  { weight: 1, arbitrary: fc.record({ k: fc.constant("string" as const), of: int }) },
  { weight: 1, arbitrary: fc.constant({ k: "now" as const }) },
  { weight: 1, arbitrary: fc.constant({ k: "user" as const }) },
);

const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ to: fc.constant("int" as const), c: intChannel, v: int }) },
  { weight: 2, arbitrary: fc.record({ to: fc.constant("text" as const), c: textChannel, v: text }) },
  {
    weight: 2,
    arbitrary: fc.record({
      to: fc.constant("list" as const),
      v: fc.array(int, { maxLength: 2 }),
      shape: fc.constantFrom("items" as const, "map" as const, "filter" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ to: fc.constant("tags" as const), v: fc.array(text, { maxLength: 2 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      to: fc.constant("object" as const),
      key: fc.constantFrom("p", "q"),
      v: int,
      shape: fc.constantFrom("data" as const, "cel" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ to: fc.constant("talk" as const), who: fc.constantFrom("user" as const, "assistant" as const), v: text }) },
);
/** A write that a bounded channel refuses, after others that fit: of those nothing may be seen. */
const refused = fc.array(write, { minLength: 1, maxLength: 2 }).map((others): Write[] => [{ to: "int", c: "i1", v: { k: "lit", v: 12 } }, ...others]);
const writes: fc.Arbitrary<Write[]> = fc.oneof({ weight: 9, arbitrary: fc.array(write, { maxLength: 3, size: "max" }) }, { weight: 1, arbitrary: refused });
const failedWrites = fc.uniqueArray(
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<FailedWrite>("code", "layer", "node", "attempt") },
    { weight: 1, arbitrary: fc.constant<FailedWrite>("broken") },
  ),
  { maxLength: 2 },
);
/** Sometimes more than the tool takes, which only the run can tell. */
const tooMuch: fc.Arbitrary<Int> = plainInt.map((r): Int => ({
  k: "op",
  op: "+",
  l: { k: "op", op: "*", l: { k: "lit", v: 25 }, r: { k: "param" } },
  r: { k: "op", op: "*", l: { k: "lit", v: 25 }, r },
}));
const callNumber = fc.oneof({ weight: 9, arbitrary: int }, { weight: 1, arbitrary: tooMuch });
const call: fc.Arbitrary<Call> = fc.record({
  tool: fc.constantFrom("look" as const, "note" as const, "pay" as const),
  n: callNumber,
  tag: fc.option(text, { nil: undefined }),
});
const decisions = fc.constantFrom<readonly ("approve" | "edit" | "reject")[]>(["approve", "edit", "reject"], ["approve", "reject"], ["reject"]);

function onFailed(inner: fc.Arbitrary<Block>): fc.Arbitrary<OnFailed | undefined> {
  return fc.option(fc.record({ writes: failedWrites, block: inner }), { nil: undefined, freq: 4 });
}

/** Statements without blocks of their own, but for what follows a failure. */
function simple(inner: fc.Arbitrary<Block>): fc.WeightedArbitrary<Statement>[] {
  return [
    { weight: 5, arbitrary: fc.record({ k: fc.constant("transform" as const), writes, failed: onFailed(inner) }) },
    { weight: 5, arbitrary: fc.record({ k: fc.constant("tool" as const), call, writes, failed: onFailed(inner) }) },
    { weight: 1, arbitrary: fc.record({ k: fc.constant("ask" as const), about: textChannel, expires: fc.boolean(), into: intChannel }) },
    { weight: 1, arbitrary: fc.record({ k: fc.constant("end" as const), outcome: fc.constantFrom("done" as const, "other" as const) }) },
  ];
}

const reply = fc.oneof(
  { weight: 5, arbitrary: fc.record({ k: fc.constant("output" as const), v: int }) },
  { weight: 2, arbitrary: fc.record({ k: fc.constant("text" as const), v: text }) },
  { weight: 1, arbitrary: fc.constantFrom({ k: "bad" as const }, { k: "error" as const }) },
);
const rule = fc.record({
  when: fc.option(cond, { nil: undefined }),
  then: fc.constantFrom("allow" as const, "allow" as const, "deny" as const),
  reason: fc.boolean(),
});

type Check = Extract<Statement, { k: "check" }>;

function checked(inner: fc.Arbitrary<Block>): fc.Arbitrary<Check> {
  return fc.record({
    k: fc.constant("check" as const),
    body: inner,
    of: fc.record({ k: fc.constant("ch" as const), c: intChannel }),
    most: fc.option(small, { nil: undefined }),
    rules: fc.array(cond, { minLength: 1, maxLength: 2 }),
    rounds: fc.nat({ max: 3 }),
    exhausted: inner,
  });
}

/** Checks whose body comes nearer to what they ask for, each time it is done again. */
function mending(inner: fc.Arbitrary<Block>): fc.Arbitrary<Check> {
  const mend: Statement = { k: "transform", writes: [{ to: "int", c: "total", v: { k: "lit", v: 1 } }], failed: undefined };
  const enough = fc.constantFrom(0, 1, 2, 3, 10, 11, 12).map((v): Cond => ({ k: "cmp", op: ">", l: { k: "ch", c: "total" }, r: { k: "lit", v } }));
  return fc
    .tuple(checked(inner), enough)
    .map(([check, goal]): Check => ({ ...check, body: [...check.body, mend], of: { k: "ch", c: "total" }, most: undefined, rules: [goal] }));
}

/** Branches side by side. Some are one tool call for each item and nothing else, which runs without lanes. */
function region(inner: fc.Arbitrary<Block>): fc.Arbitrary<Extract<Statement, { k: "region" }>> {
  const item = fc.constant<Int>({ k: "item" });
  const list = fc.oneof(fc.constant("log" as const), fc.array(int, { maxLength: 4, size: "max" }));
  const one: fc.Arbitrary<Block> = fc
    .record({
      tool: fc.constantFrom("look" as const, "note" as const, "pay" as const),
      n: fc.oneof(item, callNumber),
      writes,
      failed: onFailed(fc.constant<Block>([])),
    })
    .map(({ tool, n, writes: written, failed }): Block => [{ k: "tool", call: { tool, n, tag: undefined }, writes: written, failed }]);
  const named = fc.record({ k: fc.constant("named" as const), blocks: fc.array(inner, { minLength: 1, maxLength: 3 }) });
  const each = fc.record({ k: fc.constant("each" as const), list, block: fc.oneof(inner, one) });
  return fc.record({
    k: fc.constant("region" as const),
    over: fc.oneof(named, each, each),
    begun: fc.boolean(),
    gives: fc.oneof(int, item),
    need: fc.constantFrom("all" as const, 0 as const, 0 as const, 1 as const),
    merges: fc.constantFrom("not" as const, "rule" as const, "vote" as const),
    most: fc.option(small, { nil: undefined }),
    conflict: inner,
    concurrency: fc.integer({ min: 1, max: 3 }),
    opening: onFailed(inner),
    failed: onFailed(inner),
  });
}

/** All statements, with blocks inside them. */
function statement(inner: fc.Arbitrary<Block>): fc.Arbitrary<Statement> {
  const failed = onFailed(inner);
  const cases = fc.array(fc.record({ when: cond, block: inner }), { minLength: 1, maxLength: 2 });
  const reviewed = { expires: fc.boolean(), decisions, rejected: inner, writes };
  const pause = fc.boolean();
  const between = fc.oneof(fc.constant<Write[]>([]), writes);
  return fc.oneof(
    ...simple(inner),
    { weight: 4, arbitrary: fc.record({ k: fc.constant("branch" as const), cases, otherwise: inner, failed }) },
    {
      weight: 2,
      arbitrary: fc.record({ k: fc.constant("gate" as const), rules: fc.array(rule, { minLength: 1, maxLength: 3 }), denied: inner, reason: fc.boolean() }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ k: fc.constant("route" as const), routes: cases, unsure: inner, reason: fc.boolean(), failed }),
    },
    { weight: 2, arbitrary: fc.oneof(checked(inner), mending(inner)) },
    { weight: 3, arbitrary: region(inner) },
    {
      weight: 4,
      arbitrary: fc.record({
        k: fc.constant("loop" as const),
        body: inner,
        max: fc.integer({ min: 1, max: 3 }),
        again: fc.option(cond, { nil: undefined, freq: 2 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ k: fc.constant("approve" as const), call, by: fc.boolean(), between, pause, twice: pause, failed, ...reviewed }) },
    { weight: 1, arbitrary: fc.record({ k: fc.constant("propose" as const), value: int, ...reviewed }) },
    { weight: 2, arbitrary: fc.record({ k: fc.constant("agent" as const), reply, call: fc.option(call, { nil: undefined }), writes, failed }) },
  );
}

const innermost: fc.Arbitrary<Block> = fc.array(fc.oneof(...simple(fc.constant<Block>([]))), { maxLength: 2, size: "max" });
const inside: fc.Arbitrary<Block> = fc.array(statement(innermost), { maxLength: 3, size: "max" });

const policy: fc.Arbitrary<PolicyPlan> = fc.record({
  tool: fc.constantFrom("look" as const, "note" as const, "pay" as const, "*" as const, "read" as const, "write" as const, "sensitive" as const),
  node: fc.option(fc.nat({ max: 5 }), { nil: undefined, freq: 2 }),
  when: fc.option(
    fc.record({
      of: fc.constantFrom("args.n" as const, "args.n" as const, "args.n" as const, "i0" as const, "m0" as const, "total" as const),
      op: fc.constantFrom("<" as const, ">" as const),
      than: small,
    }),
    {
      nil: undefined,
    },
  ),
  after: fc.option(fc.record({ node: fc.nat({ max: 9 }), port: fc.nat({ max: 3 }) }), { nil: undefined, freq: 3 }),
  then: fc.constantFrom("allow" as const, "approve" as const, "deny" as const, "deny" as const),
  expires: fc.boolean(),
});
const always = { node: undefined, when: undefined, after: undefined, expires: false };
/** Most documents allow most calls, so that runs get somewhere; the rest depends on what is drawn. */
const policies = fc.oneof(
  { weight: 3, arbitrary: fc.array(policy, { maxLength: 3 }).map((drawn): readonly PolicyPlan[] => [...drawn, { ...always, tool: "*", then: "allow" }]) },
  {
    weight: 3,
    arbitrary: fc
      .array(policy, { maxLength: 2 })
      .map((drawn): readonly PolicyPlan[] => [
        ...drawn,
        { ...always, tool: "sensitive", then: "approve", expires: true },
        { ...always, tool: "write", then: "allow" },
        { ...always, tool: "read", then: "allow" },
      ]),
  },
  { weight: 1, arbitrary: fc.array(policy, { minLength: 1, maxLength: 4 }) },
);

const remainder = fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 2 });
const behaviour: fc.Arbitrary<Behaviour> = fc.record({ fails: remainder, breaks: remainder });

const startTalk = fc.constantFrom(undefined, [{ id: "u1", role: "user", content: "hello" }]);
const input = fc
  .record({ a: small, flag: fc.boolean(), b: fc.option(small, { nil: undefined }), talk: startTalk })
  .map(({ a, flag, b, talk }) => ({ a, flag, ...(b === undefined ? {} : { b }), ...(talk === undefined ? {} : { talk }) }));

/** Whole programs. What is drawn later shrinks towards plainer worlds: no limits, approving people, tools that work. */
export const program: fc.Arbitrary<Program> = fc.record({
  body: fc.array(statement(inside), { minLength: 1, maxLength: 6, size: "max" }),
  policies,
  defaults: fc.uniqueArray(anyChannel, { maxLength: 4 }),
  keep: fc.uniqueArray(anyChannel, { maxLength: 4 }),
  bounded: fc.constantFrom(true, true, false),
  limit: fc.oneof(
    fc.constant(undefined),
    fc.record({ of: fc.constantFrom("steps" as const, "steps" as const, "toolCalls" as const), less: fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 8 })) }),
  ),
  tools: fc.record({ look: behaviour, note: behaviour, pay: behaviour }),
  picks: fc.array(
    fc.constantFrom("approve" as const, "approve" as const, "edit" as const, "edit" as const, "reject" as const, "expire" as const, "expire" as const),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
  inputs: fc.array(input, { minLength: 1, maxLength: 2 }),
});
