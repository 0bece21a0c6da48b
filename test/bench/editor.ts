import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright";
import { buildEditor } from "../browser/build.ts";
import { findChromium } from "../chromium.ts";
import { serveBare } from "./editor-bare.ts";
import { type CanvasFigures, figuresOf } from "./editor-gestures.ts";
import { loadedScripts } from "./editor-load.ts";
import { pacedServer } from "./editor-pace.ts";
import { runFigures } from "./editor-run.ts";
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
  key: "keystroke to paint, median",
  undo: "undo until the canvas shows it",
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
    lines.push(await ofRun(browser, server.url), ...(await ofLoading(browser, server.url)));
    return {
      title: "The editor's canvas",
      about: [
        "Headless Chromium, 1440x900, scripts in its cache. Tasks are those of the main thread of 1 ms or more, in processor time;",
        "opening, keys and undo are by the clock, so that other work of the machine makes them longer.",
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

/** How busy the page is while it shows a run. */
async function ofRun(browser: Browser, url: string): Promise<Line> {
  const paced = await pacedServer(url, 200);
  try {
    const { busy, perSecond } = await runFigures(browser, paced, "n1000");
    const percent = busy * 100;
    return { what: `1000 nodes: ${perSecond.toFixed(0)} run events/s`, found: `${percent.toFixed(0)} % busy`, target: atMost(percent, 20, "<= 20 %") };
  } finally {
    paced.close();
  }
}

async function ofLoading(browser: Browser, url: string): Promise<readonly Line[]> {
  const line = (what: string, kilobytes: number, most: number): Line => ({
    what: `first load of ${what}, JavaScript in gzip`,
    found: `${kilobytes.toFixed(0)} KB`,
    target: atMost(kilobytes, most, `<= ${most}`),
  });
  return [line("/", await loadedScripts(browser, `${url}/`), 350), line("a canvas", await loadedScripts(browser, `${url}/g/n100`), 700)];
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
