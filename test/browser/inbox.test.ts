import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Locator, Page } from "playwright";
import { seriousProblems } from "./axe.ts";
import { newestOutcome, waiting } from "./waiting.ts";
import { type BrowserWorld, browserWorld, type Opened } from "./world.ts";

let world: BrowserWorld;
const opened: Opened[] = [];
beforeAll(async () => {
  world = await browserWorld();
});
afterEach(async () => {
  const problems = opened.flatMap((each) => each.problems);
  for (const { page } of opened.splice(0)) await page.context().close();
  if (problems.length > 0) throw new Error(`The page told of errors: ${problems.join("; ")}`);
});
afterAll(async () => await world.close());

async function open(path: string, options?: Parameters<BrowserWorld["open"]>[1]): Promise<Page> {
  const made = await world.open(path, options);
  opened.push(made);
  return made.page;
}

/** The amount among the arguments of what will run. */
function amountRow(page: Page): Locator {
  return page.getByRole("region", { name: "What will run" }).getByRole("row", { name: "amount_minor" });
}

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const yen = "¥\u00A01,112,760";
/** What nobody has paid yet: an invoice is paid once, so that only the last test pays this one. */
const amount = "€\u00A023,816.00";

test("a run that stops for a person is counted at once, and A approves it", async () => {
  const page = await open("/inbox");
  await page.getByText("Nothing waits for you").waitFor();
  await waiting(world.server, "invoice-exception", "yen");

  // Nothing was loaded anew: the server told.
  await page.getByRole("link", { name: "Inbox 1" }).waitFor();
  await page.waitForFunction(`document.title === ${JSON.stringify("Inbox (1) · Baton")}`);
  await page.getByRole("heading", { name: `Release payment, ${yen}` }).waitFor();
  const row = amountRow(page);
  expect(await row.innerText()).toContain("1112760");
  expect(await row.innerText()).toContain(yen);
  expect(await page.getByRole("button", { name: `Approve ${yen}` }).isEnabled()).toBe(true);
  await world.shot(page, "inbox-open");
  expect(await seriousProblems(page)).toEqual([]);

  await page.keyboard.press("a");
  await page.getByText(`You approved Release payment, ${yen}`).waitFor();
  await page.getByText("The run is done: paid.").waitFor();
  await page.waitForFunction(`document.title === ${JSON.stringify("Inbox · Baton")}`);
  expect(await newestOutcome(world.server, "invoice-exception")).toBe("paid");
});

test("J and K go from one to the next, and R asks why before it rejects", async () => {
  const first = await waiting(world.server, "invoice-exception", "waits");
  const second = await waiting(world.server, "research-brief", "too_broad");
  const page = await open("/inbox");
  await page.getByRole("heading", { name: `Release payment, ${amount}` }).waitFor();
  await page.keyboard.press("j");
  await page.waitForURL(`**/inbox/${second.review}`);
  await page.getByRole("heading", { name: /What exactly should the brief/ }).waitFor();
  await page.keyboard.press("k");
  await page.waitForURL(`**/inbox/${first.review}`);

  await page.keyboard.press("r");
  await page.getByLabel("Why it is rejected").waitFor();
  await page.keyboard.type("The goods never came.");
  await page.keyboard.press("Enter");
  await page.getByText(`You rejected Release payment, ${amount}`).waitFor();
  await page.getByText("The run is done: rejected.").waitFor();
  await page.getByText("The goods never came.").waitFor();
  await page.getByRole("link", { name: "Next in inbox" }).click();
  await page.waitForURL(`**/inbox/${second.review}`);
  expect(await newestOutcome(world.server, "invoice-exception")).toBe("rejected");
});

test("a question is answered by a form of its schema", async () => {
  const { review } = await waiting(world.server, "research-brief", "too_broad");
  const page = await open(`/inbox/${review}`);
  await page.getByRole("heading", { name: /What exactly should the brief/ }).waitFor();
  const answer = page.getByRole("textbox", { name: "Your answer" });
  await answer.fill("Short");
  await page.getByText("The answer is not complete yet.").waitFor();
  expect(await page.getByRole("button", { name: "Send the answer" }).isEnabled()).toBe(false);
  expect(await seriousProblems(page)).toEqual([]);
  await answer.fill("What does the heat network emit in a year?");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await page.getByText(/^You answered/).waitFor();
});

test("what policy refuses is told in its words, and nothing is decided", async () => {
  const { review } = await waiting(world.server, "invoice-exception", "waits");
  const page = await open(`/inbox/${review}`);
  await page.getByRole("heading", { name: `Release payment, ${amount}` }).waitFor();
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "amount_minor" }).fill("9900000");
  await page.getByRole("button", { name: "Approve €\u00A099,000.00" }).click();
  await page.getByRole("alert").getByText("never beyond what it asks for").waitFor();
  // The browser itself tells of the refused request, and nothing else is wrong.
  expect(opened.pop()?.problems).toHaveLength(1);
  await page.getByRole("button", { name: "Undo edit" }).click();
  expect(await page.getByRole("button", { name: `Approve ${amount}` }).isEnabled()).toBe(true);
  await page.context().close();
});

test("the link of a review that is decided says who decided it", async () => {
  const { review } = await waiting(world.server, "invoice-exception", "waits");
  await world.server.call("POST", `/baton/approvals/${review}/decide`, { body: { decisions: [{ type: "reject" }], as: { id: "mara" } } });
  const page = await open(`/inbox/${review}`);
  await page.getByText(/^mara decided this at/).waitFor();
  expect(await page.getByRole("button", { name: /^Approve/ }).count()).toBe(0);
});

test("what somebody else decides meanwhile is told at once", async () => {
  const { review } = await waiting(world.server, "invoice-exception", "waits");
  const page = await open(`/inbox/${review}`);
  await page.getByRole("button", { name: `Approve ${amount}` }).waitFor();
  await world.server.call("POST", `/baton/approvals/${review}/decide`, { body: { decisions: [{ type: "reject", message: "no" }], as: { id: "jonas" } } });
  await page.getByText(/^jonas decided this at/).waitFor();
  expect(await page.getByRole("button", { name: /^Approve/ }).count()).toBe(0);
});

test("four eyes keep whoever asked from deciding; in local mode somebody else may be named", async () => {
  const { review } = await waiting(world.server, "customer-complaint", "late_waits");
  const page = await open(`/inbox/${review}`);
  await page.getByRole("group", { name: "Decision" }).getByText("local may not decide it").waitFor();
  expect(await page.getByRole("button", { name: /^Approve/ }).count()).toBe(0);
  await page.getByLabel("Decide as").fill("mara");
  await page.getByRole("button", { name: "Approve issue_refund" }).click();
  await page.getByText("You approved Issue refund").waitFor();
});

test("on a phone one review fills the page, its bar stays at hand, and money asks once more", async () => {
  const { review } = await waiting(world.server, "invoice-exception", "waits");
  const page = await open("/inbox", phone);
  await page.locator(`[data-approval="${review}"]`).tap();
  const approve = page.getByRole("button", { name: `Approve ${amount}` });
  await approve.waitFor();
  await world.shot(page, "inbox-phone");
  expect(await seriousProblems(page)).toEqual([]);
  const box = await approve.boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(44);
  expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
  await approve.tap();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("runs once, exactly as shown").waitFor();
  await dialog.getByRole("button", { name: "Back" }).tap();
  await page.getByRole("button", { name: "Reject" }).tap();
  await page.getByRole("button", { name: `Reject ${amount}` }).tap();
  await page.getByText(`You rejected Release payment, ${amount}`).waitFor();
});

test("an edit shows what it changes, is judged by the call's schema, and is what runs", async () => {
  const { review } = await waiting(world.server, "invoice-exception", "waits");
  const page = await open(`/inbox/${review}`);
  await page.getByRole("heading", { name: `Release payment, ${amount}` }).waitFor();
  await page.keyboard.press("e");
  const field = page.getByRole("textbox", { name: "amount_minor" });
  await field.fill("-5");
  await page.getByText("The edit does not fit yet.").waitFor();
  expect(await page.getByRole("button", { name: /^Approve/ }).isEnabled()).toBe(false);
  await field.fill("1793000");
  const row = amountRow(page);
  await row.getByText("your edit").waitFor();
  expect(await row.locator("del").innerText()).toBe("2381600");
  expect(await row.locator("ins").innerText()).toBe("1793000");
  await world.shot(page, "inbox-edit");
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Approve €\u00A017,930.00" }).click();
  await page.getByText("You approved €\u00A017,930.00").waitFor();
  await page.getByText("The run is done: paid.").waitFor();
  await amountRow(page).getByText("1793000").waitFor();
});
