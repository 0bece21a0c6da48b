import { gzipSync } from "node:zlib";
import type { Page } from "playwright";

/** Bytes of all scripts that a page has loaded so far, as gzip makes them. */
export async function compressedScripts(page: Page): Promise<number> {
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").flatMap(({ name }) => (name.endsWith(".js") ? [name] : [])));
  const sizes = await Promise.all([...new Set(loaded)].map(async (address) => gzipSync(new Uint8Array(await (await fetch(address)).arrayBuffer())).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}
