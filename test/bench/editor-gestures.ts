import type { Browser, BrowserContext, Page } from "playwright";
import { quantile, traced } from "./editor-trace.ts";
import { median } from "./measure.ts";

/** What a canvas of some size takes, in milliseconds; undefined where a side cannot do it. */
export interface CanvasFigures {
  readonly open: number;
  readonly drag: number;
  readonly pan: number;
  readonly zoom: number;
  readonly key?: number;
  readonly undo?: number;
}

interface Side {
  readonly address: string;
  /** Shows all of the canvas. */
  readonly fit: string;
  readonly editor: boolean;
}

/** Notes when the first of the canvas was painted and the page was free to hear again, and how long keys took to be painted. */
const watching = `
  window.usableAt = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(".react-flow__node, canvas[class*=overview]") === null) requestAnimationFrame(look);
      else requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    };
    requestAnimationFrame(look);
  });
  window.keys = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "keydown") window.keys.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
`;

/** Opens a canvas and does to it what people do, by mouse and keys. */
export async function figuresOf(browser: Browser, side: Side): Promise<CanvasFigures> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(watching);
  try {
    const opened: number[] = [];
    // The first opening fills the cache, as the first visit of a person does.
    for (let round = 0; round < 3; round += 1) opened.push(await open(context, side.address));
    const page = await context.newPage();
    await page.goto(side.address);
    await usable(page);
    const zoom = await traced(browser, page, async () => {
      await wheel(page, 10, -120, true);
      await page.getByRole("button", { name: side.fit, exact: true }).click();
      await frame(page);
      await wheel(page, 10, -120, true);
    });
    const pan = await traced(browser, page, () => wheel(page, 30, 60, false));
    const drag = await traced(browser, page, () => dragNode(page));
    const keys = side.editor ? await typed(page) : {};
    return { open: median(opened.slice(1)), drag: quantile(drag.tasks, 0.95), pan: quantile(pan.tasks, 0.95), zoom: quantile(zoom.tasks, 0.95), ...keys };
  } finally {
    await context.close();
  }
}

async function open(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(address);
  const at = await usable(page);
  await page.close();
  return at;
}

async function usable(page: Page): Promise<number> {
  return Number(await page.evaluate("window.usableAt"));
}

async function frame(page: Page): Promise<void> {
  await page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
}

async function wheel(page: Page, times: number, by: number, zooming: boolean): Promise<void> {
  await page.mouse.move(760, 420);
  if (zooming) await page.keyboard.down("Control");
  for (let turn = 0; turn < times; turn += 1) {
    await page.mouse.wheel(zooming ? 0 : turn % 20 < 10 ? by : -by, by);
    await frame(page);
  }
  if (zooming) await page.keyboard.up("Control");
}

async function dragNode(page: Page): Promise<void> {
  const nodes = await page.locator(".react-flow__node").all();
  const boxes = await Promise.all(nodes.slice(0, 40).map(async (node) => await node.boundingBox()));
  const box = boxes.find((each) => each !== null && each.x > 320 && each.x < 900 && each.y > 120 && each.y < 500 && each.width > 20);
  if (box === null || box === undefined) return;
  const [x, y] = [box.x + box.width / 2, box.y + 8];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 30; step += 1) {
    await page.mouse.move(x + step * 6, y + step * 3);
    await frame(page);
  }
  await page.mouse.up();
}

/** From a key to the next painting, letters of a title; and from the key that takes them back until the canvas shows it. */
async function typed(page: Page): Promise<Pick<CanvasFigures, "key" | "undo">> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find" }).fill("Count 1");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  const field = page.getByRole("complementary", { name: "Inspector" }).getByRole("textbox", { name: "Title" });
  await field.click();
  await page.evaluate("window.keys = []");
  await page.keyboard.type("A few letters", { delay: 60 });
  // Where the canvas does not catch up, what comes next tells.
  await page
    .locator(".react-flow__node", { hasText: "A few letters" })
    .waitFor({ timeout: 15_000 })
    .catch(() => undefined);
  const keys: unknown = await page.evaluate("window.keys");
  await field.blur();
  await page.locator(".react-flow").first().focus();
  await page.evaluate(watchingUndo);
  await page.keyboard.press("Control+z");
  const undo = Number(await page.evaluate("window.undone"));
  // The browser tells of no key that took less than 16 ms.
  return { key: median(Array.isArray(keys) && keys.length > 0 ? keys.map(Number) : [16]), undo };
}

/** Waits for a key, and from then until the selected card has another title, ten seconds at most. */
const watchingUndo = `
  window.undone = new Promise((resolve) => {
    const card = () => document.getElementById(document.querySelector(".react-flow").getAttribute("aria-activedescendant"))?.textContent;
    const before = card();
    const began = new Promise((go) => addEventListener("keydown", (event) => { if (event.key === "z") go(event.timeStamp); }, true));
    const until = performance.now() + 10_000;
    const look = async () => {
      if (card() === before && performance.now() < until) requestAnimationFrame(look);
      else resolve(performance.now() - await began);
    };
    requestAnimationFrame(look);
  });
  0
`;
