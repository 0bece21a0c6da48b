import { existsSync } from "node:fs";
import { chromium } from "playwright";

const candidates = [
  process.env["CHROMIUM_PATH"],
  chromium.executablePath(),
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A Chromium of this machine; `CHROMIUM_PATH` names another. @throws Error where there is none. */
export function findChromium(): string {
  const found = candidates.find((path): path is string => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error("There is no Chromium here: run `npx playwright install chromium`, or name one in CHROMIUM_PATH.");
  return found;
}
