import { gzipSync } from "node:zlib";
import type { Browser, Response } from "playwright";

/** Kilobytes of JavaScript, in gzip, that a page has loaded when it shows what it is about; workers load their own. */
export async function loadedScripts(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const scripts: Response[] = [];
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.push(response);
    });
    await page.goto(address);
    await page.locator('main a[href*="/g/"], .react-flow__node, canvas[class*=overview]').first().waitFor();
    const sizes = await Promise.all([...scripts].map(async (script) => gzipSync(await script.body()).length));
    return sizes.reduce((sum, size) => sum + size, 0) / 1024;
  } finally {
    await context.close();
  }
}
