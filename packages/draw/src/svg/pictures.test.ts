import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readLayout } from "@baton/core";
import { kinds } from "@baton/nodes";
import { describe, expect, it } from "vitest";
import { svg } from "../index.ts";
import { example } from "../testing/examples.ts";

const graphs = join(import.meta.dirname, "../../../../graphs");
const names = readdirSync(graphs).filter((name) => existsSync(join(graphs, name, "graph.yaml")));

// After a change of a graph: pnpm test draw/src/svg/pictures -u
describe.each(names)("the pictures of %s", (name) => {
  it.each([
    ["graph.svg", "light"],
    ["graph-dark.svg", "dark"],
  ] as const)("%s is drawn from the graph as it is", async (file, scheme) => {
    const layout = join(graphs, name, "layout.json");
    const picture = await svg(example(name), kinds, { scheme, layout: readLayout(existsSync(layout) ? readFileSync(layout, "utf8") : undefined).layout });
    await expect(`${picture.trimEnd()}\n`).toMatchFileSnapshot(join(graphs, name, file));
  });
});
