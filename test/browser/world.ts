import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { findChromium } from "../chromium.ts";
import { z } from "zod";
import { baton, printed, root } from "../cli/world.ts";
import { served, type Served } from "../serve/served.ts";

/** How a browser's world is to be. */
interface WorldOptions {
  /** A folder of graphs to serve; else a copy of the examples, which a test may write to. */
  readonly graphs?: string;
  /** More arguments of `baton serve`. */
  readonly args?: readonly string[];
  /** People of a server that asks for keys: arguments of `baton keys create` for each. */
  readonly people?: readonly (readonly string[])[];
}

/** A page with what went wrong in it so far: errors on its console, refused by the content security policy, uncaught. */
export interface Opened {
  readonly page: Page;
  readonly problems: readonly string[];
}

/** The real program, serving the built editor on a folder of its own, and a real browser. */
export interface BrowserWorld {
  readonly server: Served;
  readonly browser: Browser;
  /** Where the graphs are that it serves. */
  readonly graphs: string;
  /** A key for each of its people, in order. */
  readonly keys: readonly string[];
  /** Pictures that a test takes go here; `BATON_SHOTS` names a folder that is kept. */
  shot(page: Page, name: string): Promise<void>;
  /** Opens a page of the editor, as somebody new: nothing is stored in the browser. */
  open(path: string, options?: BrowserContextOptions): Promise<Opened>;
  close(): Promise<void>;
}

const switches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts it all: `const world = await browserWorld()`, then `await world.open("/g/invoice-exception")` and at the end `await world.close()`. The project's
 * global set-up has built the editor.
 */
export async function browserWorld({ graphs: given, args = [], people = [] }: WorldOptions = {}): Promise<BrowserWorld> {
  const folder = mkdtempSync(join(tmpdir(), "baton-browser-"));
  const graphs = given ?? join(folder, "graphs");
  if (given === undefined) copyExamples(graphs);
  const data = join(folder, "data");
  const keys: string[] = [];
  for (const person of people) {
    const made = await baton(["keys", "create", ...person, "--data", data, "--json"], { cwd: folder });
    keys.push(z.object({ key: z.string() }).parse(printed(made.out)).key);
  }
  const server = await served({ folder }, ["--graphs", graphs, "--data", data, ...(people.length === 0 ? [] : ["--keys"]), ...args]);
  const browser = await chromium.launch({ executablePath: findChromium(), args: switches });
  const shots = process.env["BATON_SHOTS"] ?? folder;
  return {
    server,
    browser,
    graphs,
    keys,
    shot: async (page, name) => void (await page.screenshot({ path: join(shots, `${name}.png`) })),
    open: async (path, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light", reducedMotion: "reduce", ...options });
      // As much else may go on as there are tests.
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      await page.goto(`${server.url}${path}`);
      return { page, problems };
    },
    close: async () => {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The examples with what their hosts import. */
function copyExamples(to: string): void {
  const from = join(root, "graphs");
  const packages = join(from, "node_modules");
  cpSync(from, to, { recursive: true, filter: (path) => path !== packages });
  symlinkSync(packages, join(to, "node_modules"));
}
