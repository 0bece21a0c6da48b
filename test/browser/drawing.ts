import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright";
import { expect } from "vitest";
import type { BrowserWorld } from "./world.ts";

/** A canvas of an open graph, as hands and eyes have it. */
export interface Drawing {
  readonly page: Page;
  card(node: string): Locator;
  /** Where a wire begins (`pay`, `done`), or ends (`pay`, `in:`). */
  port(node: string, name: string): Locator;
  wire(id: string): Locator;
  /** Clicks a line where it can be seen: cards may stand on its way, and the middle of what is round it may be far from it. */
  clickLine(id: string): Promise<void>;
  /** What an edge says that ends the run, at its port. */
  stub(id: string): Locator;
  canvas: Locator;
  drag(from: Locator, to: Locator | { readonly x: number; readonly y: number }): Promise<void>;
  /** Saves, and gives a file of the folder. */
  saved(file?: string): Promise<string>;
  undo(): Promise<void>;
  /** What the next undo takes back. */
  lastStep(): Promise<string>;
}

/** What a test asks of an SVG path. */
interface PathElement {
  getTotalLength(): number;
  getPointAtLength(at: number): { matrixTransform(by: unknown): { readonly x: number; readonly y: number } };
  getScreenCTM(): unknown;
  readonly parentNode: { contains(other: unknown): boolean };
  readonly ownerDocument: { elementFromPoint(x: number, y: number): unknown };
}

/** Opens a graph and waits until it is drawn. */
export async function drawing(world: BrowserWorld, graph: string, problems?: string[], scheme: "light" | "dark" = "light"): Promise<Drawing> {
  const opened = await world.open(`/g/${graph}`, {
    colorScheme: scheme,
    viewport: { width: 1920, height: 1200 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  problems?.push(...opened.problems);
  return drawingOn(opened.page, world, graph);
}

/** The canvas of a graph that a page shows. */
export async function drawingOn(page: Page, world: Pick<BrowserWorld, "graphs">, graph: string): Promise<Drawing> {
  const canvas = page.locator(".react-flow");
  await canvas.waitFor();
  const wire = (id: string): Locator => page.locator(`.react-flow__edge[data-id="${id}"]`);
  const middle = async (place: Locator): Promise<{ readonly x: number; readonly y: number }> => {
    const box = await place.boundingBox();
    if (box === null) throw new Error(`It is not on the screen: ${String(place)}`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  return {
    page,
    canvas,
    card: (node) => page.locator(`#node-${node}`),
    port: (node, name) => page.locator(`.react-flow__handle[data-nodeid="${node}"][data-handleid="${name}"]`),
    wire,
    clickLine: async (id) => {
      const path = wire(id).locator("path").first();
      await path.waitFor({ state: "attached" });
      const at = await path.evaluate((element: PathElement) => {
        for (let part = 1; part < 40; part += 1) {
          const { x, y } = element.getPointAtLength((element.getTotalLength() * part) / 40).matrixTransform(element.getScreenCTM());
          if (element.parentNode.contains(element.ownerDocument.elementFromPoint(x, y))) return { x, y };
        }
        throw new Error("It is under other things all the way.");
      });
      await page.mouse.click(at.x, at.y);
    },
    stub: (id) => page.locator(`[data-wire="${id}"]`),
    drag: async (from, to) => {
      const [begin, end] = [await middle(from), "x" in to ? to : await middle(to)];
      await page.mouse.move(begin.x, begin.y);
      await page.mouse.down();
      await page.mouse.move((begin.x + end.x) / 2, (begin.y + end.y) / 2, { steps: 4 });
      await page.mouse.move(end.x, end.y, { steps: 4 });
      await page.mouse.up();
    },
    saved: async (file = "graph.yaml") => {
      await savedTo(page);
      return readFileSync(join(world.graphs, graph, file), "utf8");
    },
    undo: async () => {
      await canvas.focus();
      await page.keyboard.press("Control+z");
    },
    lastStep: async () => (await page.getByRole("button", { name: "Undo", exact: true }).getAttribute("title"))?.replace(/^Undo ?/, "") ?? "",
  };
}

/** Saves what is not saved yet, and waits until the folder has it. */
export async function savedTo(page: Page): Promise<void> {
  await page.keyboard.press("Control+s");
  await page.getByRole("status").filter({ hasText: "Saved to" }).waitFor();
}

/** Lines of `edges`, as the document has them. */
export function edgesIn(text: string): readonly string[] {
  return text
    .slice(text.indexOf("\nedges:"))
    .split("\n")
    .flatMap((line) => /^ {2}- (.*)$/.exec(line)?.[1] ?? []);
}

/** What is to be so soon, on a machine that does much else. */
export function soon<Value>(value: () => Value): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(value, { timeout: 20_000, interval: 100 });
}
