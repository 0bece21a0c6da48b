import { afterAll, beforeAll, expect, test } from "vitest";
import { seriousProblems } from "./axe.ts";
import { waiting } from "./waiting.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
beforeAll(async () => {
  world = await browserWorld({
    people: [
      ["ruth", "--permission", "designer", "--permission", "approver", "--role", "team_lead"],
      ["tom", "--permission", "approver", "--role", "team_lead"],
      ["lena", "--permission", "approver", "--role", "director"],
    ],
  });
});
afterAll(async () => await world.close());

test("with keys one signs in, decides only what is one's own, and two people are needed where two are asked", async () => {
  const [ruth = "", tom = "", lena = ""] = world.keys;
  const { review } = await waiting(world.server, "procurement-intake", "director", ruth);
  const { page } = await world.open(`/inbox/${review}`);
  const signIn = async (key: string): Promise<void> => {
    await page.getByLabel("API key").fill(key);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn("bat_000000000000_nobody");
  await page.getByText("This API key is not known here.").waitFor();
  expect(await seriousProblems(page)).toEqual([]);

  // Who asked may not decide, where four eyes are needed.
  await signIn(ruth);
  await page.getByRole("group", { name: "Decision" }).getByText("ruth may not decide it, because ruth started the run").waitFor();
  await page.getByRole("button", { name: "Signed in as ruth; sign out" }).click();

  await signIn(tom);
  await page.getByRole("button", { name: "I am looking at this" }).click();
  await page.getByText(/^You look at this since/).waitFor();
  await page.keyboard.press("a");
  await page.getByText("Your decision is kept").waitFor();
  await page.getByText("1 of 2").first().waitFor();

  // The key is kept for the tab, over a reload.
  await page.reload();
  await page.getByRole("button", { name: "Signed in as tom; sign out" }).click();
  await signIn(lena);
  await page.getByText(/^tom looks at this since/).waitFor();
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.getByText(/^You approved/).waitFor();
  expect(await page.getByText("2 of 2").count()).toBeGreaterThan(0);
});
