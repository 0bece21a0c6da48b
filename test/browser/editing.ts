import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { Page } from "playwright";
import { root } from "../cli/world.ts";
import { type BrowserWorld, browserWorld, type Opened } from "./world.ts";

/** An example that the tests of a file change: as it was before each of them, its pages closed after it, none of which may have told of an error. */
export interface Editing {
  readonly world: () => BrowserWorld;
  /** A page that shows the graph, its steps drawn. */
  open(): Promise<Page>;
  /** A file of the graph's folder as it is on the disk. */
  disk(file?: string): string;
}

/** Sets a file of tests up. */
export function editing(graph: string): Editing {
  let world: BrowserWorld | undefined;
  let opened: Opened[] = [];
  const here = (): BrowserWorld => {
    if (world === undefined) throw new Error("The server of these tests is not there yet.");
    return world;
  };
  beforeAll(async () => {
    world = await browserWorld();
  });
  afterAll(async () => await world?.close());
  beforeEach(() => {
    const folder = join(here().graphs, graph);
    rmSync(folder, { recursive: true });
    cpSync(join(root, "graphs", graph), folder, { recursive: true });
  });
  afterEach(async () => {
    const problems = opened.flatMap((each) => each.problems);
    await Promise.all(opened.map(({ page }) => page.context().close()));
    opened = [];
    expect(problems).toEqual([]);
  });
  return {
    world: here,
    open: async () => {
      const made = await here().open(`/g/${graph}`);
      opened.push(made);
      await made.page.locator(".react-flow__node").first().waitFor();
      return made.page;
    },
    disk: (file = "graph.yaml") => readFileSync(join(here().graphs, graph, file), "utf8"),
  };
}
