import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkToy, toyDocument } from "./toy-kinds.ts";

// Random graphs, checked on one side and walked on the other: the walk knows nothing of the checker's dataflow, it tries every way.

const channels = ["a", "b", "c"] as const;
type Name = (typeof channels)[number];

type Toy =
  | { readonly kind: "transform"; readonly reads: readonly Name[]; readonly writes: Name }
  | { readonly kind: "tool"; readonly reads: readonly Name[]; readonly writes: Name }
  | { readonly kind: "asks"; readonly of: Name }
  | { readonly kind: "picks" };

const name = fc.constantFrom(...channels);
const someReads = fc.oneof({ weight: 2, arbitrary: fc.constant<Name[]>([]) }, { weight: 1, arbitrary: fc.uniqueArray(name, { maxLength: 2 }) });
const certain: fc.Arbitrary<Toy> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("transform" as const), reads: someReads, writes: name }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("tool" as const), reads: someReads, writes: name }) },
  { weight: 2, arbitrary: fc.constant({ kind: "picks" as const }) },
);
const asking: fc.Arbitrary<Toy> = fc.record({ kind: fc.constant("asks" as const), of: name });

interface Plan {
  readonly nodes: readonly Toy[];
  /** Where each node's two ports lead: a position, or the end where it is past the last. */
  readonly targets: readonly (readonly [number, number])[];
}

function plans(node: fc.Arbitrary<Toy>): fc.Arbitrary<Plan> {
  return fc.array(node, { minLength: 1, maxLength: 7 }).chain((nodes) => {
    const target = fc.nat({ max: nodes.length + 1 });
    return fc.record({ nodes: fc.constant(nodes), targets: fc.array(fc.tuple(target, target), { minLength: nodes.length, maxLength: nodes.length }) });
  });
}

function portsOf(node: Toy): readonly [string, string] | readonly [string] {
  switch (node.kind) {
    case "transform":
      return ["done"];
    case "tool":
      return ["done", "failed"];
    case "asks":
    case "picks":
      return ["yes", "otherwise"];
    default:
      return node satisfies never;
  }
}

function sum(names: readonly Name[]): string {
  return ["seed", ...names].join(" + ");
}

function documentOf({ nodes, targets }: Plan): string {
  const written = nodes.map((node, at) => {
    switch (node.kind) {
      case "transform":
        return `n${at}: { kind: transform, writes: { ${node.writes}: ${sum(node.reads)} } }`;
      case "tool":
        return `n${at}: { kind: tool, tool: search, args: { query: ${sum(node.reads)} }, writes: ${node.writes} }`;
      case "asks":
        return `n${at}: { kind: branch, cases: [{ port: "yes", when: has(state.${node.of}) }] }`;
      case "picks":
        return `n${at}: { kind: branch, cases: [{ port: "yes", when: size(seed) > 1 }] }`;
      default:
        return node satisfies never;
    }
  });
  const edges = nodes.flatMap((node, at) =>
    portsOf(node).map((port, index) => {
      const to = targets[at]?.[index] ?? nodes.length;
      if (to >= nodes.length) return `n${at}.${port} -> end.done`;
      return to > at ? `n${at}.${port} -> n${to}` : `{ edge: n${at}.${port} -> n${to}, max: 2, else: end.done }`;
    }),
  );
  const state = `{ seed: string, ${channels.map((each) => `${each}: string`).join(", ")} }`;
  return toyDocument({ state, input: "[seed]", outcomes: "{ done: [seed] }", nodes: written, edges: ["start -> n0", ...edges] });
}

/** Every node that reads an unwritten channel on some way, as `n0 a`. */
function walk({ nodes, targets }: Plan): ReadonlySet<string> {
  const wrong = new Set<string>();
  const seen = new Set<string>();
  const todo: { readonly at: number; readonly has: ReadonlySet<Name> }[] = [{ at: 0, has: new Set() }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { at, has } = next;
    const node = nodes[at];
    const key = `${at} ${[...has].toSorted().join()}`;
    if (node === undefined || seen.has(key)) continue;
    seen.add(key);
    if ("reads" in node) for (const read of node.reads) if (!has.has(read)) wrong.add(`n${at} ${read}`);
    const [first, second] = targets[at] ?? [nodes.length, nodes.length];
    switch (node.kind) {
      case "transform":
        todo.push({ at: first, has: new Set([...has, node.writes]) });
        break;
      case "tool":
        todo.push({ at: first, has: new Set([...has, node.writes]) }, { at: second, has });
        break;
      case "asks":
        todo.push({ at: has.has(node.of) ? first : second, has });
        break;
      case "picks":
        todo.push({ at: first, has }, { at: second, has });
        break;
      default:
        node satisfies never;
    }
  }
  return wrong;
}

/** What the checker reports, in the walk's words. A channel that nothing writes is reported once for all its readers. */
function reported(plan: Plan): (wrong: string) => boolean {
  const found = checkToy(documentOf(plan));
  const reads = new Set(found.filter((each) => each.code === "BT220").map((each) => `${each.at.node} ${each.at.channel}`));
  const never = new Set(found.filter((each) => each.code === "BT221").map((each) => each.at.channel));
  return (wrong) => reads.has(wrong) || never.has(wrong.split(" ")[1]);
}

describe("definite assignment", () => {
  it("reports every read that some way reaches before a write", () => {
    fc.assert(
      fc.property(plans(fc.oneof({ weight: 3, arbitrary: certain }, { weight: 1, arbitrary: asking })), (plan) => {
        const told = reported(plan);
        expect([...walk(plan)].filter((wrong) => !told(wrong))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("reports no other where every port can really be taken", () => {
    fc.assert(
      fc.property(plans(certain), (plan) => {
        const wrong = walk(plan);
        const found = checkToy(documentOf(plan)).filter((each) => each.code === "BT220");
        expect(found.filter((each) => !wrong.has(`${each.at.node} ${each.at.channel}`)).map((each) => each.message)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("shows a way through edges of the graph that ends at the reader", () => {
    fc.assert(
      fc.property(plans(certain), (plan) => {
        for (const { code, path = [], at } of checkToy(documentOf(plan))) {
          if (code !== "BT220") continue;
          expect(path[0]).toBe("n0");
          expect(path.at(-1)).toBe(at.node);
          for (const [index, id] of path.slice(0, -1).entries()) {
            const from = Number(id.slice(1));
            const node = plan.nodes[from];
            const leads = node === undefined ? [] : (plan.targets[from] ?? []).slice(0, portsOf(node).length).map((to) => `n${to}`);
            expect(leads).toContain(path[index + 1]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
