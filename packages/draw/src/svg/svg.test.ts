import { layoutSchema } from "@baton/core";
import { assert, asyncProperty, constantFrom, record, string, subarray, array, nat } from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { svg } from "../index.ts";
import { drawable, example, examples, hostileTitles, linesOf, nodesOf, titled } from "../testing/examples.ts";
import { kinds } from "@baton/nodes";
import { all, type Element, parsed, values } from "../testing/xml.ts";

const light = { scheme: "light" } as const;
const chain = (length: number) => {
  const names = Array.from({ length }, (_, index) => `step_${index}`);
  return drawable(Object.fromEntries(names.map((name) => [name, { kind: "transform" }])), [
    "start -> step_0",
    ...names.slice(1).map((name, index) => `step_${index} -> ${name}`),
    `step_${length - 1} -> end`,
  ]);
};

/** A card's place and size, from its outline. */
function boxOf(card: Element): { left: number; top: number; right: number; bottom: number } {
  const [, x = "0", y = "0"] = /translate\((\S+) (\S+)\)/.exec(card.attributes["transform"] ?? "") ?? [];
  const outline = card.children.find((child) => child.name === "path")?.attributes["d"] ?? "";
  const farthest = (letter: string): number => Math.max(...[...outline.matchAll(new RegExp(`${letter}(-?[\\d.]+)`, "g"))].map((match) => Number(match[1])));
  return { left: Number(x), top: Number(y), right: Number(x) + farthest("H"), bottom: Number(y) + farthest("V") };
}

function cardsOf(drawing: Element): readonly Element[] {
  return all(drawing).filter(({ attributes }) => attributes["data-node"] !== undefined);
}

describe.each(examples)("the drawing of %s", (_, graph) => {
  let text: string;
  let drawing: Element;
  beforeAll(async () => {
    text = await svg(graph, kinds, light);
    drawing = parsed(text);
  });

  it("has each node and each edge once, in either scheme", async () => {
    const dark = parsed(await svg(graph, kinds, { scheme: "dark" }));
    for (const each of [drawing, dark]) {
      expect(values(each, "data-edge")).toEqual(linesOf(graph));
      expect(values(each, "data-node")).toEqual(nodesOf(graph));
    }
  });

  it("lays no card over another", () => {
    const boxes = cardsOf(drawing).map(boxOf);
    const over = boxes.filter((one, index) =>
      boxes.slice(index + 1).some((other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom),
    );
    expect(over).toEqual([]);
  });

  it("has room for all of it", () => {
    const [x = 0, y = 0, width = 0, height = 0] = (drawing.attributes["viewBox"] ?? "").split(" ").map(Number);
    const points = all(drawing)
      .filter(({ attributes }) => attributes["data-edge"] !== undefined)
      .flatMap((edge) => edge.children.flatMap((child) => [...(child.attributes["d"] ?? "").matchAll(/[MLQ ](-?[\d.]+),(-?[\d.]+)/g)]))
      .map((match) => [Number(match[1]), Number(match[2])] as const);
    expect(
      cardsOf(drawing)
        .map(boxOf)
        .filter((box) => box.left < x || box.top < y || box.right > x + width || box.bottom > y + height),
    ).toEqual([]);
    expect(points.filter((point) => point[0] > x + width || point[1] > y + height)).toEqual([]);
  });

  it("needs nothing from outside and runs nothing", () => {
    const elements = all(drawing);
    expect([...new Set(elements.map(({ name }) => name))].sort()).toEqual(["circle", "desc", "g", "path", "rect", "svg", "text", "title"]);
    expect(elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => /^on|href|style|class|^id$/.test(name))).toEqual([]);
    expect(text).not.toMatch(/url\(|javascript:/);
  });

  it("is the same to the byte when it is drawn again", async () => {
    expect(await svg(graph, kinds, light)).toBe(text);
  });

  it("stands where a layout says, if that has every node", async () => {
    const nodes = Object.fromEntries(nodesOf(graph).map((id, index) => [id, { x: (index % 4) * 300, y: Math.floor(index / 4) * 200 }]));
    const placed = parsed(await svg(graph, kinds, { ...light, layout: layoutSchema.parse({ nodes }) }));
    expect(values(placed, "data-edge")).toEqual(linesOf(graph));
    expect(cardsOf(placed).map(boxOf)).toEqual(
      cardsOf(placed).map((card) => {
        const { x, y } = nodes[card.attributes["data-node"] ?? ""] ?? { x: NaN, y: NaN };
        return expect.objectContaining({ left: x, top: y });
      }),
    );
  });
});

describe("an SVG", () => {
  it("says in words what it shows", async () => {
    const drawing = parsed(await svg(example("invoice-exception"), kinds, light));
    const text = (name: string): string => drawing.children.find((child) => child.name === name)?.text ?? "";
    expect(drawing.attributes["role"]).toBe("img");
    expect(text("title")).toBe("Invoice exception");
    expect(text("desc")).toContain("Starts with Read the invoice.");
    expect(text("desc")).toContain("Controller's approval, rejected: to end.rejected.");
    expect(text("desc")).toContain("Controller's approval, approves: Release the payment.");
  });

  it("goes on below where a chain is long, and not where it is short", async () => {
    const height = (drawing: Element): number => Number(drawing.attributes["height"]);
    const [short, long] = [parsed(await svg(chain(3), kinds, light)), parsed(await svg(chain(40), kinds, light))];
    expect(height(short)).toBeLessThan(120);
    expect(Number(long.attributes["width"])).toBeLessThan(1300);
    expect(height(long)).toBeGreaterThan(height(short) * 3);
  });

  it("is laid out anew where the layout lacks a node", async () => {
    const graph = drawable({ a: { kind: "transform" }, b: { kind: "transform" } }, ["start -> a", "a -> b", "b -> end"]);
    const layout = layoutSchema.parse({ nodes: { a: { x: 500, y: 40 } } });
    expect(await svg(graph, kinds, { ...light, layout })).toBe(await svg(graph, kinds, light));
  });

  it("frames what runs side by side, and stands workers under their owner", async () => {
    expect(values(parsed(await svg(example("finance-close.yaml"), kinds, light)), "data-region")).toEqual(["for each item", "for each item"]);
    const complaint = parsed(await svg(example("customer-complaint.yaml"), kinds, light));
    const box = (id: string) =>
      cardsOf(complaint)
        .filter(({ attributes }) => attributes["data-node"] === id)
        .map(boxOf)[0];
    expect(values(complaint, "data-link")).toContain("manager workers orders");
    expect(box("orders")?.top).toBeGreaterThan(box("manager")?.bottom ?? Infinity);
  });

  it("shows nodes that cannot be read, and ports that do not exist", async () => {
    const graph = drawable({ a: { kind: "no_such_kind" }, b: { kind: "transform" } }, ["start -> a", "a.odd -> b", "b.nope -> nowhere", "b -> end"]);
    const drawing = parsed(await svg(graph, kinds, light));
    expect(values(drawing, "data-node")).toEqual(["a", "b", "nowhere"]);
    expect(all(drawing).flatMap(({ text }) => (text === "" ? [] : [text]))).toEqual(expect.arrayContaining(["odd", "nope", "not understood"]));
  });

  it("draws a document with nothing in it", async () => {
    expect(parsed(await svg(drawable({}, []), kinds, light)).name).toBe("svg");
  });

  it("cuts a long title with an ellipsis", async () => {
    const graph = drawable({ a: { kind: "transform", title: "An extraordinarily long title that goes on and on" } }, ["start -> a", "a -> end"]);
    const shown = all(parsed(await svg(graph, kinds, light))).map(({ text }) => text);
    expect(shown.some((text) => /^An extraordinarily .*…$/.test(text))).toBe(true);
  });

  it("shows titles as text, whatever is in them", async () => {
    const layout = layoutSchema.parse({ nodes: { a: { x: 0, y: 0 } } });
    const elements = async (title: string): Promise<readonly string[]> =>
      all(parsed(await svg(titled(title), kinds, { ...light, layout }))).map(({ name }) => name);
    const plain = await elements("plain");
    await assert(
      asyncProperty(constantFrom(...hostileTitles), string({ unit: "binary" }), async (hostile, random) => {
        expect(await elements(hostile + random)).toEqual(plain);
        expect(await elements(random)).toEqual(plain);
      }),
    );
  });

  it("draws any wiring: cycles, knots, nodes nobody reaches", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const edge = record({
      from: constantFrom(...names),
      port: constantFrom("", ".failed", ".otherwise", ".yes"),
      to: constantFrom(...names, "end", "end.other", "nowhere"),
      max: nat(2),
      otherwise: constantFrom(...names, "end"),
    });
    await assert(
      asyncProperty(subarray(names), array(edge, { maxLength: 14 }), async (branches, edges) => {
        const nodes = Object.fromEntries(
          names.map((name) => [name, branches.includes(name) ? { kind: "branch", cases: [{ port: "yes", when: true }] } : { kind: "transform" }]),
        );
        const written = edges.map(({ from, port, to, max, otherwise }) =>
          max === 0 ? `${from}${port} -> ${to}` : { edge: `${from}${port} -> ${to}`, max, else: otherwise },
        );
        const graph = drawable(nodes, ["start -> a", ...written]);
        const drawing = parsed(await svg(graph, kinds, light));
        expect(values(drawing, "data-edge")).toEqual(linesOf(graph));
        expect(values(drawing, "data-node")).toEqual(nodesOf(graph));
      }),
      { numRuns: 30 },
    );
  });
});
