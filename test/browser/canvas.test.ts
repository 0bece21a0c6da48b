import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seriousProblems } from "./axe.ts";
import { type Drawing, drawing, edgesIn } from "./drawing.ts";
import { type BrowserWorld, browserWorld } from "./world.ts";

let world: BrowserWorld;
let open: Drawing | undefined;
beforeAll(async () => {
  world = await browserWorld();
}, 240_000);
afterAll(async () => await world.close());
afterEach(async () => {
  await open?.page.context().close();
});

/** The example, drawn; what a gesture does is taken back at the end, so that each finds it as it was. */
async function begin(graph = "invoice-exception", first = "parse"): Promise<Drawing> {
  open = await drawing(world, graph);
  await open.card(first).waitFor();
  return open;
}

/** Every gesture is one step: undone, the document is as it was. */
async function takesBack(canvas: Drawing, gesture: string, before: string): Promise<void> {
  await expect.poll(canvas.lastStep).toBe(gesture);
  await canvas.undo();
  await expect.poll(canvas.lastStep).toBe("");
  expect(await canvas.saved()).toBe(before);
}

describe("wires", () => {
  it("are led elsewhere at either end", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.wire("validate.done -> match").click({ force: true });
    await canvas.drag(canvas.wire("validate.done -> match").locator(".react-flow__edgeupdater-target"), canvas.card("decide"));
    expect(edgesIn(await afterSave(canvas, "Connect"))).toContain("validate -> decide");
    await takesBack(canvas, "Connect", before);
    await canvas.drag(canvas.wire("settle.otherwise -> review").locator(".react-flow__edgeupdater-source"), canvas.port("settle", "credit"));
    const edges = edgesIn(await afterSave(canvas, "Connect"));
    expect(edges).toContain("settle.credit -> review");
    expect(edges.filter((edge) => edge.startsWith("settle"))).toHaveLength(1);
    await takesBack(canvas, "Connect", before);
  });

  it("say why they may not lead somewhere, and where they may", async () => {
    const canvas = await begin();
    const [from, to] = [await canvas.port("weigh", "done").boundingBox(), await canvas.card("validate").boundingBox()];
    if (from === null || to === null) throw new Error("The cards are out of sight.");
    await canvas.page.mouse.move(from.x + 4, from.y + 4);
    await canvas.page.mouse.down();
    await canvas.page.mouse.move(to.x + 40, to.y + 20, { steps: 5 });
    expect(await canvas.card("validate").getAttribute("data-connect")).toBe("refused");
    await canvas.card("validate").getByText("Would loop").waitFor();
    expect(await canvas.card("pay").getAttribute("data-connect")).toBe("open");
    await canvas.page.mouse.up();
    expect(await canvas.lastStep()).toBe("");
  });

  it("are cut, given a condition, a bound and a remark where they are", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.wire("route.release -> guard").click({ force: true });
    const bar = canvas.page.getByRole("group", { name: /^Line route.release/ });
    await bar.getByLabel("When").fill("decision.outcome == 'pay'");
    await bar.getByLabel("When").press("Enter");
    await bar.getByLabel("Remark").fill("only what is sound");
    await bar.getByLabel("Remark").press("Enter");
    await canvas.page.getByText("only what is sound").waitFor();
    const text = await afterSave(canvas, "Change the remark");
    expect(text).toContain("{ port: release, when: decision.outcome == 'pay' }");
    expect(text).toContain("{ edge: route.release -> guard, note: only what is sound }");
    await bar.getByLabel("At most").fill("2");
    await bar.getByLabel("then to").selectOption("end.held");
    expect(await afterSave(canvas, "Change the limit")).toContain("{ edge: route.release -> guard, note: only what is sound, max: 2, else: end.held }");
    for (let steps = 0; steps < 4; steps += 1) await canvas.undo();
    expect(await canvas.saved()).toBe(before);
    await canvas.stub("pay.done -> end.paid").click();
    await canvas.canvas.focus();
    await canvas.page.keyboard.press("Delete");
    expect(edgesIn(await afterSave(canvas, "Disconnect"))).not.toContain("pay -> end.paid");
    await takesBack(canvas, "Disconnect", before);
  });
});

describe("steps", () => {
  it("go into a wire that they are dropped on", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.page
      .getByRole("button", { name: "Transform", exact: true })
      .dragTo(canvas.wire("weigh.done -> decide").locator("path").first(), { force: true });
    const edges = edgesIn(await afterSave(canvas, "Insert Transform"));
    expect(edges).toContain("weigh -> transform");
    expect(edges).toContain("transform -> decide");
    await takesBack(canvas, "Insert Transform", before);
  });

  it("are replaced by another kind, and keep their wires", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.card("weigh").click();
    await canvas.page.keyboard.press("x");
    await canvas.page.getByRole("combobox").fill("wait");
    await canvas.page.keyboard.press("Enter");
    const text = await afterSave(canvas, "Replace by Wait");
    expect(text).toMatch(/\n {2}weigh:\s[^]*?kind: wait/);
    expect(edgesIn(text)).toEqual(expect.arrayContaining(["tax -> weigh", "weigh -> decide"]));
    await takesBack(canvas, "Replace by Wait", before);
  });

  it("leave a whole way behind, or none", async () => {
    const canvas = await begin();
    const before = await canvas.saved();
    await canvas.card("weigh").click();
    await canvas.page.keyboard.press("Delete");
    expect(edgesIn(await afterSave(canvas, "Delete"))).toContain("tax -> decide");
    await takesBack(canvas, "Delete", before);
    await canvas.card("weigh").click();
    await canvas.page.keyboard.press("Shift+Delete");
    expect(edgesIn(await afterSave(canvas, "Delete"))).not.toContain("tax -> decide");
    await takesBack(canvas, "Delete", before);
  });
});

/** The document once the gesture is saved. */
async function afterSave(canvas: Drawing, gesture: string): Promise<string> {
  await expect.poll(canvas.lastStep).toBe(gesture);
  return await canvas.saved();
}

it("the canvas, its menu and its bars are accessible", async () => {
  const canvas = await begin();
  await canvas.canvas.focus();
  await canvas.page.keyboard.press("Control+a");
  await canvas.page.keyboard.press("m");
  await canvas.page.getByRole("menuitem", { name: "Duplicate" }).waitFor();
  expect(await seriousProblems(canvas.page)).toEqual([]);
});
