import { expect, expectTypeOf, test } from "vitest";
import { graphDefiner, type KindType } from "./define.ts";
import { graphFiles } from "./files.ts";
import { readGraph } from "./read.ts";
import { testKinds } from "./testing.ts";

interface Tool extends KindType {
  readonly config: { tool: string; args?: Record<string, string>; tags?: string[] };
  readonly ports: "done";
}
interface Branch extends KindType {
  readonly config: { cases: { port: string; when: string }[] };
  readonly ports: this["node"] extends { readonly cases: readonly { readonly port: infer Port }[] } ? Port | "otherwise" : string;
  readonly explicit: true;
}
const defineGraph = graphDefiner<{ tool: Tool; branch: Branch }>();

const graph = defineGraph({
  baton: 1,
  id: "pay",
  state: { order: "string", total: "integer" },
  input: ["order"],
  outcomes: { paid: ["total"], held: ["total?"] },
  nodes: {
    find: {
      kind: "tool",
      tool: "find_order",
      args: { id: "order" },
      tags: ["a"],
      writes: { total: "output.total" },
      writesOn: { failed: { total: "0" } },
      note: "By number.",
    },
    route: { kind: "branch", cases: [{ port: "small", when: "total < 100" }] },
  },
  edges: ["start -> find", "find -> route", "route.small -> end.paid", { edge: "route.otherwise -> find", max: 2, else: "end.held" }],
});

test("a graph from TypeScript is the same as its YAML", () => {
  const yaml = `
edges: [start -> find, find -> route, route.small -> end.paid, { max: 2, edge: route.otherwise -> find, else: end.held }]
nodes:
  route: # another order, and no note
    cases: [{ port: small, when: total < 100 }]
    kind: branch
  find: { kind: tool, tool: find_order, args: { id: order }, tags: [a], writes: { total: output.total }, writesOn: { failed: { total: "0" } } }
baton: 1
id: pay
state: { order: string, total: integer }
input: [order]
outcomes: { paid: [total], held: [total?] }
`;
  const fromCode = readGraph(graphFiles(graph), testKinds);
  const fromText = readGraph({ root: "graph.yaml", read: (path) => (path === "graph.yaml" ? yaml : undefined) }, testKinds);
  expect([fromCode.diagnostics, fromText.diagnostics]).toEqual([[], []]);
  expect(fromCode.graph?.hash).toBe(fromText.graph?.hash);
  expect([...(fromCode.graph?.nodes.keys() ?? [])]).toEqual(["find", "route"]);
  expectTypeOf(graph.nodes.find.tool).toEqualTypeOf<"find_order">();
});

const head = { baton: 1, id: "x", state: { a: "string" } } as const;
const find = { kind: "tool", tool: "t" } as const;

test("the compiler refuses names that are not there", () => {
  // @ts-expect-error there is no node `findd`
  defineGraph({ ...head, nodes: { find }, edges: ["start -> findd"] });
  // @ts-expect-error the tool has no port `don`
  defineGraph({ ...head, nodes: { find }, edges: ["start -> find", "find.don -> end"] });
  // @ts-expect-error an edge from a branch names its port
  defineGraph({ ...head, nodes: { r: { kind: "branch", cases: [{ port: "x", when: "true" }] } }, edges: ["start -> r", "r -> end"] });
  // @ts-expect-error the branch has no case `y`
  defineGraph({ ...head, nodes: { r: { kind: "branch", cases: [{ port: "x", when: "true" }] } }, edges: ["start -> r", "r.y -> end"] });
  // @ts-expect-error there is no outcome `paid`
  defineGraph({ ...head, nodes: { find }, edges: ["start -> find", "find -> end.paid"] });
  // @ts-expect-error `else` leads to a node that is not there
  defineGraph({ ...head, nodes: { find }, edges: ["start -> find", { edge: "find -> end", max: 1, else: "gone" }] });
  // @ts-expect-error there is no channel `b`
  defineGraph({ ...head, input: ["b"], nodes: { find }, edges: ["start -> find"] });
  // @ts-expect-error there is no channel `b` to give back
  defineGraph({ ...head, outcomes: { done: ["b"] }, nodes: { find }, edges: ["start -> find"] });
  // @ts-expect-error there is no channel `b` to write
  defineGraph({ ...head, nodes: { find: { ...find, writes: "b" } }, edges: ["start -> find"] });
  // @ts-expect-error there is no channel `b` to write
  defineGraph({ ...head, nodes: { find: { ...find, writes: { a: "output", b: "output" } } }, edges: ["start -> find"] });
  // @ts-expect-error the tool has no port `rejected`
  defineGraph({ ...head, nodes: { find: { ...find, writesOn: { rejected: { a: "output" } } } }, edges: ["start -> find"] });
  // @ts-expect-error there is no kind `tol`
  defineGraph({ ...head, nodes: { find: { kind: "tol", tool: "t" } }, edges: ["start -> find"] });
  // @ts-expect-error a tool has no key `arg`
  defineGraph({ ...head, nodes: { find: { ...find, arg: {} } }, edges: ["start -> find"] });
  // @ts-expect-error a tool needs `tool`
  defineGraph({ ...head, nodes: { find: { kind: "tool" } }, edges: ["start -> find"] });
  // @ts-expect-error `polices` is no key of a document
  defineGraph({ ...head, polices: [], nodes: { find }, edges: ["start -> find"] });
  expect(defineGraph({ ...head, nodes: { find: { ...find, writes: "a", retry: 2 } }, edges: ["start -> find", "find -> end"] }).id).toBe("x");
});
