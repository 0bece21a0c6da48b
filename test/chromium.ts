import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright";

/** Where the build that npm carries is unpacked, if no other is there. */
const carried = join(import.meta.dirname, "../node_modules/.cache/chromium");
const candidates = [
  process.env["CHROMIUM_PATH"],
  chromium.executablePath(),
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  join(carried, "chromium"),
];

/** A Chromium of this machine; `CHROMIUM_PATH` names another. @throws Error where there is none. */
export function findChromium(): string {
  const found = candidates.find((path): path is string => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error("There is no Chromium here: run `npx playwright install chromium`, or name one in CHROMIUM_PATH.");
  return found;
}

/** Installs one where there is none, before tests that need it: on a CI machine the system's, elsewhere one of this folder's own. */
export async function setup(): Promise<void> {
  for (const install of [ofTheSystem, ofNpm, ofPlaywright]) {
    if (candidates.some((path) => path !== undefined && existsSync(path))) return;
    try {
      await install();
    } catch (error) {
      console.warn(`${install.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function ofTheSystem(): Promise<void> {
  if (process.env["CI"] === undefined || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore", timeout: 120_000 });
  execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-inter"], {
    stdio: "ignore",
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

async function ofNpm(): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64") return;
  execFileSync("npm", ["install", "--no-save", "--prefix", carried, "@sparticuz/chromium@153.0.0"], { stdio: "ignore", timeout: 300_000 });
  process.env["TMPDIR"] = carried; // where the package unpacks the browser
  const unpack: unknown = await import(pathToFileURL(join(carried, "node_modules/@sparticuz/chromium/build/index.js")).href);
  if (typeof unpack === "object" && unpack !== null && "default" in unpack) {
    const { default: packed } = unpack;
    if (typeof packed === "function" && "executablePath" in packed && typeof packed.executablePath === "function") await packed.executablePath();
  }
}

async function ofPlaywright(): Promise<void> {
  const cli = join(dirname(fileURLToPath(import.meta.resolve("playwright/package.json"))), "cli.js");
  execFileSync(process.execPath, [cli, "install", "chromium"], { stdio: "ignore", timeout: 300_000 });
}
