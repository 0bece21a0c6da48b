import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [across, down] = [230, 110];

/** A graph's folder with so many steps in rows, each where its layout says: blocks of two transforms, a branch and a transform. */
export function writeGraph(folder: string, id: string, nodes: number): void {
  const blocks = Math.ceil(nodes / 4);
  const perRow = Math.ceil(Math.sqrt(nodes / 2) / 4) * 4;
  const lines = [
    `baton: 1`,
    `id: ${id}`,
    "goal: Measure the editor.",
    "limits: { steps: 100000 }",
    "state: { count: { schema: integer, default: 0 } }",
    "outcomes: { done: [count] }",
    "nodes:",
  ];
  const edges = ["edges:", "  - start -> a0"];
  const places: string[] = [];
  for (let at = 0; at < blocks; at += 1) {
    lines.push(
      `  a${at}: { kind: transform, title: Count ${at}, writes: { count: count + 1 } }`,
      `  b${at}: { kind: transform, writes: { count: count + ${at} } }`,
      `  c${at}: { kind: branch, cases: [{ port: more, when: count > ${at} }] }`,
      `  d${at}: { kind: transform, writes: { count: count - 1 } }`,
    );
    const next = at + 1 < blocks ? `a${at + 1}` : "end.done";
    edges.push(`  - a${at} -> b${at}`, `  - b${at} -> c${at}`, `  - c${at}.more -> d${at}`, `  - c${at}.otherwise -> ${next}`, `  - d${at} -> ${next}`);
    for (const [index, name] of ["a", "b", "c", "d"].entries()) {
      const { x, y } = placeOf(at * 4 + index, perRow);
      places.push(`"${name}${at}": { "x": ${x}, "y": ${y} }`);
    }
  }
  const path = join(folder, id);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "graph.yaml"), `${[...lines, ...edges].join("\n")}\n`);
  writeFileSync(join(path, "layout.json"), `{ "layout": 1, "nodes": { ${places.join(", ")} } }\n`);
}

/** Where a node stands, in rows of so many. */
export function placeOf(index: number, perRow: number): { readonly x: number; readonly y: number } {
  return { x: (index % perRow) * across, y: Math.floor(index / perRow) * down };
}
