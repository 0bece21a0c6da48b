import {
  compileValue,
  graphScope,
  type GraphNode,
  isJsonObject,
  type Json,
  type JsonSchema,
  type Kind,
  type KindContext,
  kindContext,
  onlyVariables,
  ownedKeys,
  ownersOf,
  type Path,
  type Scope,
  taskSchema,
  type ValueUse,
  withVariables,
} from "@baton/core";
import { kinds } from "@baton/nodes";
import type { View } from "../../document/reading.ts";

/** What may be written at a place: the names that it may use, and what it must give. */
export interface Expecting {
  readonly scope: Scope;
  readonly place: "expression" | "template";
  readonly expects?: JsonSchema;
  /** Variables that a template may meet absent. */
  readonly optional?: ReadonlySet<string>;
}

type Seen = Pick<View, "reading" | "manifest">;

const nothing: Scope = { variables: new Map() };

/** What an expression at a path of the document may use. Places that are not known see the state. */
export function expectingAt(view: Seen, path: Path): Expecting {
  const { graph } = view.reading;
  if (graph === undefined) return { scope: nothing, place: "expression" };
  const [section, id, ...inside] = path;
  const known = section === "nodes" ? nodeOf(view, String(id)) : undefined;
  if (section === "policies" && typeof id === "number")
    return { scope: withVariables(graphScope(graph), { args: argsOf(view, id) }), place: "expression", expects: { type: "boolean" } };
  if (known === undefined) return { scope: graphScope(graph), place: "expression" };
  const scope = nodeScope(view, known.context);
  return inside[0] === "writes" || inside[0] === "writesOn" ? written(known, scope, inside) : valueAt(known, scope, inside);
}

/** What a prompt's template may use: its inputs with the types that a node gives them, what every prompt has, and the task of an owned node. */
export function promptScope(view: Seen, file: string, node: string): Expecting {
  const { graph } = view.reading;
  const prompt = graph?.prompts.get(file);
  const known = nodeOf(view, node);
  if (graph === undefined || prompt === undefined || known === undefined) return { scope: nothing, place: "template" };
  const whole = nodeScope(view, known.context);
  const bound = new Map(
    known.kind
      .values(known.node.config, known.context)
      .flatMap(({ path, value }) => (path[0] === "input" && path.length === 2 ? [[path[1], value] as const] : [])),
  );
  const typeOf = (name: string): JsonSchema => {
    const value = bound.get(name);
    return value === undefined ? (whole.variables.get(name) ?? true) : compileValue(value, whole).type;
  };
  const types = prompt.inputs.map(({ name }): readonly [string, JsonSchema] => [name, typeOf(name)]);
  const scope = withVariables(onlyVariables(whole, ["params", "run", "now", "task"]), Object.fromEntries(types));
  return { scope, place: "template", optional: new Set(prompt.inputs.filter(({ optional }) => optional).map(({ name }) => name)) };
}

interface Known {
  readonly node: GraphNode;
  readonly kind: Kind;
  readonly context: KindContext;
}

function nodeOf({ reading: { graph }, manifest }: Seen, id: string): Known | undefined {
  const node = graph?.nodes.get(id);
  const kind = node === undefined ? undefined : kinds.get(node.kind);
  return graph === undefined || node === undefined || kind === undefined ? undefined : { node, kind, context: kindContext(graph, kinds, manifest, node) };
}

/** Channels and what the branches around have; an owned node sees what it is passed, and its task. */
function nodeScope({ reading: { graph } }: Seen, context: KindContext): Scope {
  if (graph === undefined) return nothing;
  const locals = context.locals();
  const state = graphScope(graph);
  const scope: Scope = { ...withVariables(state, locals), channels: new Set([...(state.channels ?? []), ...Object.keys(locals)]) };
  const owner = ownersOf(graph, kinds).get(context.id);
  if (owner === undefined) return scope;
  const { takes } = ownedKeys(context.node);
  const passed = owner.owned.passes.map(({ channel }) => channel);
  return withVariables(onlyVariables(scope, [...passed, "params", "run", "now"]), {
    task: taskSchema(takes === undefined ? undefined : context.schema(takes)),
  });
}

function valueAt({ node, kind, context }: Known, scope: Scope, path: Path): Expecting {
  const uses = kind.values(node.config, context);
  const use = uses.find((each) => startsWith(path, each.path)) ?? uses.find((each) => sameShape(path, each.path));
  if (use === undefined) return { scope, place: "expression" };
  const full = use.adds === undefined ? scope : withVariables(scope, use.adds);
  const expects = use.path.length === path.length ? expected(use, context) : undefined;
  return { scope: full, place: use.place, ...(expects === undefined ? {} : { expects }) };
}

function expected({ expects, writes }: ValueUse, { graph }: KindContext): JsonSchema | undefined {
  return expects ?? (writes === undefined ? undefined : graph.channels.get(writes)?.schema);
}

/** `writes.x` sees the output of the first port, `writesOn.port.x` that of its own. */
function written({ node, kind, context }: Known, scope: Scope, [key, ...inside]: Path): Expecting {
  const ports = kind.ports(node.config, context);
  const port = key === "writes" ? ports[0] : ports.find(({ name }) => name === inside[0]);
  const failed = key === "writesOn" && inside[0] === "failed" ? failure : undefined;
  const channel = inside[key === "writes" ? 0 : 1];
  const output = port?.output ?? failed;
  const expects = inside.length === (key === "writes" ? 1 : 2) ? scope.variables.get(String(channel)) : undefined;
  return {
    scope: withVariables(scope, { ...(output === undefined ? {} : { output }), ...port?.adds }),
    place: "expression",
    ...(expects === undefined ? {} : { expects }),
  };
}

const text: Json = { type: "string" };
const failure: JsonSchema = { type: "object", properties: { code: text, layer: text, message: text, node: text, attempt: { type: "integer" } } };

/** Arguments of the tools that a policy speaks of. */
function argsOf({ reading, manifest }: Seen, index: number): JsonSchema {
  const policy = reading.graph?.policies.find(({ path }) => path[1] === index);
  const tools = policy === undefined || policy.tools === "*" ? Object.keys(manifest.tools) : policy.tools;
  const properties = tools.flatMap((name) => {
    const args = Object.hasOwn(manifest.tools, name) ? manifest.tools[name]?.args : undefined;
    if (Array.isArray(args)) return args.map((arg): readonly [string, Json] => [arg, true]);
    const named = args !== undefined && isJsonObject(args) ? args["properties"] : undefined;
    return named !== undefined && isJsonObject(named) ? Object.entries(named) : [];
  });
  return { type: "object", properties: Object.fromEntries(properties) };
}

function startsWith(path: Path, head: Path): boolean {
  return head.length <= path.length && head.every((step, index) => step === path[index]);
}

/** Places of one list, so that an item that does not read yet is as its neighbours. */
function sameShape(path: Path, other: Path): boolean {
  return path.length === other.length && path.every((step, index) => step === other[index] || (typeof step === "number" && typeof other[index] === "number"));
}

/** True where a node's kind evaluates what stands at a path. */
export function isValueUse(view: Seen, [section, id, ...inside]: Path): boolean {
  const known = section === "nodes" ? nodeOf(view, String(id)) : undefined;
  return known !== undefined && known.kind.values(known.node.config, known.context).some((use) => startsWith(inside, use.path));
}
