import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyEdits, type Edit, graphFiles, isJsonObject, type Json, type JsonObject, parseSource, readGraph } from "@baton/core";
import { kinds } from "@baton/nodes";
import { expect } from "vitest";
import { baton, printed, root } from "../cli/world.ts";
import type { BrowserWorld } from "./world.ts";

/** The graph whose shape is built. */
export const example = "invoice-exception";
export const built = "built";

/** The steps of the example in its order: what each is in a palette. */
export const steps: readonly { readonly id: string; readonly item: string; readonly tool: boolean }[] = Object.entries(
  objectAt(documentOf(exampleText()), "nodes"),
).map(([id, node]) => {
  const { kind, tool } = objectOf(node);
  if (typeof kind !== "string") throw new Error(`${id} has no kind.`);
  return typeof tool === "string" ? { id, item: tool, tool: true } : { id, item: kind, tool: false };
});

/** The example's wires: where each begins, and where it leads. */
export const wires: readonly { readonly from: string; readonly port: string | undefined; readonly to: string }[] = edgesOf(documentOf(exampleText())).flatMap(
  (edge) => {
    const [from = "", to = ""] = edge.split(" -> ");
    const [node = "", port] = from.split(".");
    return node === "start" ? [] : [{ from: node, port, to }];
  },
);

/** A folder with all that the example has but its graph: that is empty. */
export function prepare(world: Pick<BrowserWorld, "graphs">): void {
  const folder = join(world.graphs, built);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "graphs", example), folder, {
    recursive: true,
    filter: (path) => !/(?:graph(?:-dark)?\.(?:yaml|svg)|layout\.json|\.test\.ts)$/.test(path),
  });
  writeFileSync(join(folder, "graph.yaml"), `baton: 1\nid: ${built}\nnodes: {}\nedges: []\n`);
}

/** A document with what the example says of itself and of each of its steps; its wires are as they are. */
export function configured(text: string): string {
  const [now, wanted] = [documentOf(text), documentOf(exampleText())];
  const { nodes: _nodes, edges: _edges, id: _id, baton: _baton, ...top } = wanted;
  const nodes = objectAt(wanted, "nodes");
  const edits = [
    ...Object.entries(top).map(([key, value]): Edit => ({ op: "set", path: [key], value })),
    ...Object.keys(objectAt(now, "nodes")).map((id): Edit => ({ op: "set", path: ["nodes", id], value: nodes[id] ?? null })),
  ];
  return applyEdits(text, edits);
}

/** The graph that was built has the example's steps and wires, checks clean, and runs as the example does. */
export async function isTheExample(world: Pick<BrowserWorld, "graphs">, text: string): Promise<void> {
  expect(objectAt(documentOf(text), "nodes")).toEqual(objectAt(documentOf(exampleText()), "nodes"));
  expect(linesOf(text)).toEqual(linesOf(exampleText()));
  const call = { cwd: world.graphs };
  expect(await baton(["check", built, "--json"], call)).toMatchObject({ code: 0 });
  for (const [invoice, ends] of Object.entries({ "paper.xml": "paid", "paper-duplicate.xml": "rejected", "belt.xml": undefined })) {
    const run = async (graph: string): Promise<unknown> => {
      const { out, code } = await baton(
        ["run", graph, "--offline", "--json", "--data", join(world.graphs, `.${graph}-${invoice}`), "--input", `document=@${example}/invoices/${invoice}`],
        call,
      );
      // When it was paid is not for the graph to say.
      const { status, outcome, output } = printed(out.replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"some time"'));
      return { code, status, outcome: outcome ?? undefined, output };
    };
    const [ours, known] = await Promise.all([run(built), run(example)]);
    expect(ours).toEqual(known);
    expect(known).toMatchObject({ status: ends === undefined ? "interrupted" : "done", outcome: ends });
  }
}

/** Where the run begins, and each wire with its port, however the text writes it. */
function linesOf(text: string): readonly unknown[] {
  const { graph } = readGraph(graphFiles(documentOf(text)), kinds);
  return [graph?.start, ...(graph?.edges.map(({ id }) => id) ?? []).toSorted()];
}

function exampleText(): string {
  return readFileSync(join(root, "graphs", example, "graph.yaml"), "utf8");
}

function documentOf(text: string): JsonObject {
  return objectOf(parseSource("graph.yaml", text).data);
}

function objectOf(value: Json | undefined): JsonObject {
  if (value === undefined || !isJsonObject(value)) throw new Error("It is no mapping.");
  return value;
}

function objectAt(value: JsonObject, key: string): JsonObject {
  return objectOf(value[key]);
}

function edgesOf({ edges }: JsonObject): readonly string[] {
  return Array.isArray(edges) ? edges.filter((edge) => typeof edge === "string") : [];
}
