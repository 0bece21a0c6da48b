import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright";
import { buildEditor } from "../browser/build.ts";
import { findChromium } from "../chromium.ts";
import { serveBare } from "./editor-bare.ts";
import { type CanvasFigures, figuresOf } from "./editor-gestures.ts";
import { writeGraph } from "./editor-graphs.ts";
import { atMost, type Line, type Report } from "./report.ts";
import { startBaton } from "./serve-process.ts";

const sizes = [
  { nodes: 100, most: { open: 600, drag: 16, pan: 16, zoom: 16, key: 50, undo: 50 } },
  { nodes: 1_000, most: { open: 800, drag: 32, pan: 32, zoom: 50, key: 50, undo: 100 } },
  { nodes: 5_000, most: { open: 1_500, drag: 40, pan: 40, zoom: 66, key: 50, undo: 250 } },
] as const;
const switches = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
const told: Readonly<Record<keyof CanvasFigures, string>> = {
  open: "open to usable",
  drag: "drag a node, p95 of tasks",
  pan: "pan, p95 of tasks",
  zoom: "zoom and fit all, p95 of tasks",
  key: "keystroke to paint, p95",
  undo: "undo to paint",
};

/** The editor's canvas beside React Flow by itself, traced in a headless browser. */
export async function editor(): Promise<Report> {
  buildEditor();
  const folder = mkdtempSync(join(tmpdir(), "baton-bench-editor-"));
  for (const { nodes } of sizes) writeGraph(join(folder, "graphs"), `n${nodes}`, nodes);
  const server = await startBaton(join(folder, "graphs"), join(folder, "data"));
  const bare = await serveBare();
  const browser = await chromium.launch({ executablePath: findChromium(), args: switches });
  try {
    const lines: Line[] = [];
    for (const size of sizes) lines.push(...(await compared(browser, server.url, bare.url, size)));
    return {
      title: "The editor's canvas",
      about: [
        "Headless Chromium, 1440x900, scripts in its cache; tasks of the main thread of 1 ms or more, in milliseconds.",
        "Bare is React Flow with its own nodes, as many in the same places: it reads, checks, saves and takes back nothing.",
      ],
      lines,
    };
  } finally {
    await browser.close();
    bare.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of one size, measured one after the other. */
async function compared(browser: Browser, editorUrl: string, bareUrl: string, { nodes, most }: (typeof sizes)[number]): Promise<readonly Line[]> {
  const plain = await figuresOf(browser, { address: `${bareUrl}/${nodes}`, fit: "Fit View", editor: false });
  const own = await figuresOf(browser, { address: `${editorUrl}/g/n${nodes}`, fit: "Fit", editor: true });
  return (["open", "drag", "pan", "zoom", "key", "undo"] as const).flatMap((what): readonly Line[] => {
    const [mine, other] = [own[what], plain[what]];
    if (mine === undefined) return [];
    const beside = other === undefined ? "" : `, bare ${other.toFixed(0)} ms, ratio ${(mine / other).toFixed(2)}`;
    return [{ what: `${nodes} nodes: ${told[what]}`, found: `${mine.toFixed(0)} ms${beside}`, target: atMost(mine, most[what]) }];
  });
}
