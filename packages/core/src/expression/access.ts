import type { ASTNode } from "@marcbachmann/cel-js";
import { type Code, type Context, type Frame, textOf } from "./code.ts";
import { loader } from "./load.ts";
import { nearest } from "./reserved.ts";
import { typeOf } from "./schema-type.ts";
import { ANY, BOOL, describe, members, type Type, unite } from "./type.ts";
import { asIndex, asText, describeValue, Fault, isList, isObject, type Value } from "./value.ts";

type Node<Op extends ASTNode["op"]> = Extract<ASTNode, { readonly op: Op }>;

/** A plain name: the item of a comprehension, or a variable. */
export function buildName(node: Node<"id">, context: Context): Code {
  const name = node.args;
  const local = context.locals.get(name);
  if (!local) return buildVariable(name, node, context);
  const { slot, verbatim } = local;
  const type = context.facts.get(`#${slot}`) ?? local.type;
  // Items are taken out of data once, by the comprehension.
  return { type, run: (frame) => frame.items[slot] ?? null, verbatim, nodes: 1 };
}

function buildVariable(name: string, node: ASTNode, context: Context): Code {
  const schema = context.scope.variables.get(name);
  if (schema === undefined) return unknownName(name, node, context);
  context.read(name, context.guarding || context.present.has(name));
  const type = context.facts.get(`$${name}`) ?? typeOf(schema);
  const take = loader(type, name);
  return {
    type,
    run: (frame) => {
      const value = Object.hasOwn(frame.values, name) ? frame.values[name] : undefined;
      if (value === undefined) throw new Fault("absent", `\`${name}\` has no value`);
      return take(value);
    },
    verbatim: true,
    nodes: 1,
  };
}

function unknownName(name: string, node: ASTNode, context: Context): Code {
  if (name === "state" && context.scope.channels) return context.report("type", "`state` cannot be used as a whole; name the channel, as in `state.x`.", node);
  const near = nearest(name, [...context.scope.variables.keys(), ...context.locals.keys()]);
  const text = `'${name}'`;
  const message =
    near === undefined
      ? `\`${name}\` is not known here; text is written \`${text}\`.`
      : `\`${name}\` is not known here; did you mean \`${near}\`, or the text \`${text}\`?`;
  const { source } = context;
  // What has fields cannot be meant as text.
  const isValue = !/^\s*[.[]/.test(source.slice(node.end));
  const repaired = near ?? (isValue ? text : undefined);
  return context.report("unknown-name", message, node, repaired === undefined ? undefined : source.slice(0, node.start) + repaired + source.slice(node.end));
}

/** The channel that `state.x` names, if this is such a use. */
export function channelOf(node: ASTNode, context: Context): string | undefined {
  if (node.op !== "." || node.args[0].op !== "id" || node.args[0].args !== "state") return undefined;
  const { variables, channels } = context.scope;
  return channels && !context.locals.has("state") && !variables.has("state") ? node.args[1] : undefined;
}

/** `left.name`. */
export function buildField(node: Node<".">, context: Context): Code {
  const channel = channelOf(node, context);
  const at = { start: node.pos, end: node.end };
  if (channel !== undefined) {
    if (context.scope.channels?.has(channel)) return buildVariable(channel, node, context);
    const near = nearest(channel, context.scope.channels ?? []);
    return context.report("unknown-name", `The state has no channel \`${channel}\`${near === undefined ? "." : `; did you mean \`${near}\`?`}`, at);
  }
  const left = context.build(node.args[0], context);
  return select(left, node.args[1], node, at, context);
}

function select(left: Code, name: string, node: ASTNode, at: { readonly start: number; readonly end: number }, context: Context): Code {
  const found = fieldType(left.type, name, context);
  if (typeof found === "string") return context.report("type", `\`${textOf(node, context)}\`: ${found}`, at);
  const type = context.facts.get(pathOf(node, context) ?? "") ?? found;
  const text = textOf(node, context);
  const take = loader(type, text);
  return { type, run: (frame) => take(fieldOf(left.run(frame), name, text)), verbatim: left.verbatim, nodes: left.nodes + 1 };
}

function fieldOf(value: Value, name: string, text: string): Value {
  if (value === null) throw new Fault("absent", `\`${text}\` has no value: what stands before the dot is null`);
  if (!isObject(value)) throw new Fault("mismatch", `\`${text}\` needs an object, but this is ${describeValue(value)}`);
  const field = Object.hasOwn(value, name) ? value[name] : undefined;
  if (field === undefined) throw new Fault("absent", `\`${text}\` has no value`);
  return field;
}

/** The type of a field, or why there is none. */
function fieldType(type: Type, name: string, context: Context): Type | string {
  if (type.kind === "never") return type;
  const types: Type[] = [];
  const names: string[] = [];
  for (const member of members(type)) {
    if (member.kind === "any") types.push(ANY);
    else if (member.kind === "object") {
      const field = member.fields.get(name)?.type ?? member.rest;
      if (field) types.push(field());
      names.push(...member.fields.keys());
    } else if (member.kind === "null" && context.guarding) continue;
    else if (member.kind === "null") return "what stands before the dot may be null; test it with `!= null` first.";
    else return `${describe(member)} has no fields.`;
  }
  if (types.length > 0) return unite(types);
  const near = nearest(name, names);
  const list = names
    .slice(0, 8)
    .map((each) => `\`${each}\``)
    .join(", ");
  return `the schema has no field \`${name}\`; ${near === undefined ? (list === "" ? "it has none." : `it has ${list}.`) : `did you mean \`${near}\`?`}`;
}

/** `left[index]`: an item of a list by position from 0, or a field by name. */
export function buildIndex(node: Node<"[]">, context: Context): Code {
  const left = context.build(node.args[0], context);
  const by = node.args[1];
  if (by.op === "value" && typeof by.args === "string" && !members(left.type).some(({ kind }) => kind === "list")) {
    return select(left, by.args, node, by, context);
  }
  const index = context.build(by, context);
  const kinds = members(index.type).map(({ kind }) => kind);
  const types: Type[] = [];
  for (const member of members(left.type)) {
    if (member.kind === "any") types.push(ANY);
    else if (member.kind === "list" && kinds.every((kind) => kind === "int" || kind === "any")) types.push(member.item());
    else if (member.kind === "list") return context.report("type", `A position in a list must be an integer, but this is ${describe(index.type)}.`, by);
    else if (member.kind === "object" && kinds.every((kind) => kind === "string" || kind === "any")) {
      types.push(...[...member.fields.values()].map((field) => field.type()), ...(member.rest ? [member.rest()] : []));
    } else return context.report("type", `${describe(left.type)} has no parts that ${describe(index.type)} could name.`, node);
  }
  const text = textOf(node, context);
  const type = unite(types);
  const take = loader(type, text);
  return {
    type,
    run: (frame) => {
      const value = left.run(frame);
      const key = index.run(frame);
      if (!isList(value)) return take(fieldOf(value, asText(key), text));
      const position = asIndex(key);
      const item = value[position];
      if (item === undefined) throw new Fault("range", `\`${text}\`: position ${position} is outside a list of ${value.length}`);
      return take(item);
    },
    verbatim: left.verbatim,
    nodes: left.nodes + index.nodes + 1,
  };
}

/** `has(left.name)`: true where the field is there. What lies on the way may be absent or null, too. */
export function buildHas(node: Node<"call">, context: Context): Code {
  const target = node.args[1][0];
  if (node.args[1].length !== 1 || target?.op !== ".") return context.report("type", "`has(...)` takes one path, as in `has(state.x)` or `has(x.y)`.", node);
  const channel = channelOf(target, context);
  if (channel !== undefined) {
    buildField(target, { ...context, guarding: true });
    return { type: BOOL, run: (frame) => Object.hasOwn(frame.values, channel) && frame.values[channel] !== undefined, verbatim: true, nodes: 2 };
  }
  const guarding = { ...context, guarding: true };
  const left = context.build(target.args[0], guarding);
  const name = target.args[1];
  const found = fieldType(left.type, name, guarding);
  if (typeof found === "string") return context.report("type", `\`${textOf(target, context)}\`: ${found}`, { start: target.pos, end: target.end });
  return { type: BOOL, run: (frame) => isPresent(left, name, frame), verbatim: true, nodes: left.nodes + 2 };
}

function isPresent(left: Code, name: string, frame: Frame): boolean {
  try {
    const value = left.run(frame);
    return isObject(value) && Object.hasOwn(value, name) && value[name] !== undefined;
  } catch (error) {
    if (error instanceof Fault && error.reason === "absent") return false;
    throw error;
  }
}

/** A key for what a path names, the same for equal paths: `$x.y`, and `#0.y` for a comprehension's item. */
export function pathOf(node: ASTNode, context: Context): string | undefined {
  const channel = channelOf(node, context);
  if (channel !== undefined) return `$${channel}`;
  if (node.op === "id") {
    const local = context.locals.get(node.args);
    return local ? `#${local.slot}` : `$${node.args}`;
  }
  if (node.op !== ".") return undefined;
  const left = pathOf(node.args[0], context);
  return left === undefined ? undefined : `${left}.${node.args[1]}`;
}

/** The item of a comprehension, as its body sees it. */
export function localItem(name: string, type: Type, verbatim: boolean, context: Context): Context {
  const slot = context.depth;
  const facts = new Map([...context.facts].filter(([path]) => !path.startsWith(`#${slot}`)));
  return { ...context, locals: new Map(context.locals).set(name, { slot, type, verbatim }), depth: slot + 1, facts };
}
