import type { ASTNode } from "@marcbachmann/cel-js";
import { localItem } from "./access.ts";
import { type Code, type Context, type Frame, textOf } from "./code.ts";
import { order, orderProblem } from "./comparison.ts";
import { loader } from "./load.ts";
import { assume } from "./narrow.ts";
import { condition } from "./operators.ts";
import { ANY, BOOL, describe, listOf, members, STRING, type Type, unite } from "./type.ts";
import { asBool, describeValue, Fault, isList, isObject, type ListValue, type Value } from "./value.ts";

const DEEPEST = 2;

/** Methods that run a part once for each item, and the number of arguments they take. */
export const COMPREHENSIONS: ReadonlyMap<string, readonly number[]> = new Map([
  ["all", [2]],
  ["exists", [2]],
  ["exists_one", [2]],
  ["map", [2, 3]],
  ["filter", [2]],
  ["sortBy", [2]],
]);

/** The parts of a comprehension, compiled: its items, and what is computed for each. */
interface Parts {
  readonly type: Type;
  readonly receiver: Code;
  readonly nodes: number;
  /** Runs `visit` for each item, until it returns false. */
  each(frame: Frame, visit: (item: Value, index: number) => boolean | void): void;
}

/** `list.method(item, ...)`: all, exists, exists_one, map, filter, sortBy. */
export function buildComprehension(method: string, receiver: ASTNode, args: readonly ASTNode[], node: ASTNode, context: Context): Code {
  const [name, first, second] = args;
  if (context.depth >= DEEPEST)
    return context.report("cost", `\`${textOf(node, context)}\` stands inside ${DEEPEST} others of its sort; more would take too long.`, node);
  if (name?.op !== "id" || !first)
    return context.report("syntax", `\`${method}\` needs a plain name for the item first, as in \`items.${method}(item, ...)\`.`, node);
  const list = context.build(receiver, context);
  const item = itemType(list.type);
  if (!item) return context.report("type", `\`${method}\` needs a list, but \`${textOf(receiver, context)}\` is ${describe(list.type)}.`, receiver);
  const inside = localItem(name.args, item, list.verbatim, context);
  const isTest = method !== "sortBy" && (method !== "map" || second !== undefined);
  const test = isTest ? condition(first, inside) : inside.build(first, inside);
  const result = second && inside.build(second, assume(first, true, inside));
  const work = test.nodes + (result?.nodes ?? 0) + 1;
  const slot = context.depth;
  const take = loader(item, name.args);
  const parts: Parts = {
    type: item,
    receiver: list,
    nodes: list.nodes + work,
    each: (frame, visit) => {
      const items = itemsOf(list.run(frame));
      for (const [index, each] of items.entries()) {
        frame.spend(work);
        frame.items[slot] = take(each);
        if (visit(each, index) === false) return;
      }
    },
  };
  if (method === "map") return buildMap(parts, result ?? test, result && test);
  if (method === "filter") return buildFilter(parts, test);
  if (method !== "sortBy") return buildQuantifier(method, parts, test);
  const problem = orderProblem(test.type, test.type);
  return problem === undefined ? buildSort(parts, test) : context.report("type", `\`${textOf(first, context)}\`: ${problem}`, first);
}

function itemType(type: Type): Type | undefined {
  const types: Type[] = [];
  for (const member of members(type)) {
    if (member.kind === "any") types.push(ANY);
    else if (member.kind === "list") types.push(member.item());
    else if (member.kind === "object") types.push(STRING);
    else return undefined;
  }
  return unite(types);
}

/** A list's items; of an object, the names of its fields. */
function itemsOf(value: Value): ListValue {
  if (isList(value)) return value;
  if (isObject(value)) return Object.keys(value);
  throw new Fault("mismatch", `a list is needed, but this is ${describeValue(value)}`);
}

function buildMap({ each, nodes }: Parts, result: Code, test: Code | undefined): Code {
  const run = (frame: Frame): Value => {
    const results: Value[] = [];
    each(frame, () => {
      if (!test || asBool(test.run(frame))) results.push(result.run(frame));
    });
    return results;
  };
  return { type: listOf(() => result.type), run, verbatim: false, nodes };
}

function buildFilter({ type, each, receiver, nodes }: Parts, test: Code): Code {
  const run = (frame: Frame): Value => {
    const kept: Value[] = [];
    each(frame, (item) => {
      if (asBool(test.run(frame))) kept.push(item);
    });
    return kept;
  };
  return { type: listOf(() => type), run, verbatim: receiver.verbatim, nodes };
}

function buildSort({ type, each, receiver, nodes }: Parts, key: Code): Code {
  const run = (frame: Frame): Value => {
    const keyed: { readonly item: Value; readonly key: Value }[] = [];
    each(frame, (item) => {
      keyed.push({ item, key: key.run(frame) });
    });
    frame.spend(keyed.length * 16);
    return keyed.toSorted((a, b) => order(a.key, b.key)).map(({ item }) => item);
  };
  return { type: listOf(() => type), run, verbatim: receiver.verbatim, nodes };
}

function buildQuantifier(method: string, parts: Parts, test: Code): Code {
  return {
    type: BOOL,
    run: method === "exists_one" ? exactlyOne(parts, test) : someItem(parts, test, method === "exists"),
    verbatim: true,
    nodes: parts.nodes,
  };
}

function exactlyOne({ each }: Parts, test: Code): Code["run"] {
  return (frame) => {
    let found = 0;
    each(frame, () => {
      if (asBool(test.run(frame))) found += 1;
      return found < 2;
    });
    return found === 1;
  };
}

/** `exists` is decided by an item that holds, `all` by one that does not. As in CEL, items that fail do not matter if another one decides. */
function someItem({ each }: Parts, test: Code, decides: boolean): Code["run"] {
  return (frame) => {
    let decided = false;
    let failure: Fault | undefined;
    each(frame, () => {
      try {
        decided = asBool(test.run(frame)) === decides;
      } catch (error) {
        if (!(error instanceof Fault) || error.reason === "cost") throw error;
        frame.spend(300);
        failure ??= error;
      }
      return !decided;
    });
    if (decided) return decides;
    if (failure) throw failure;
    return !decides;
  };
}
