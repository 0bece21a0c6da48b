import { describe, expect, it } from "vitest";
import { exampleFiles, open } from "../document/testing/open.ts";
import { fitting, textsIn, thingsIn } from "./found.ts";
import { usesOf } from "./uses.ts";

const view = open(exampleFiles("invoice-exception")).store.getState();

describe("finding in a graph", () => {
  it("finds a node by its id, its title and its kind", () => {
    const [first] = view.reading.graph?.nodes.values() ?? [];
    const found = fitting(thingsIn(view), first?.id ?? "");
    expect(found.map(({ target }) => target)).toContainEqual({ type: "node", node: first?.id });
    const kinds = fitting(thingsIn(view), "review").filter(({ group }) => group === "nodes");
    expect(kinds.length).toBeGreaterThan(0);
  });

  it("finds what stands in a prompt's file, and says which line", () => {
    const [file = "", prompt] = [...(view.reading.graph?.prompts ?? [])][0] ?? [];
    const line = prompt?.template.split("\n").find((each) => each.trim().length > 20) ?? "";
    const hits = textsIn(view, line.trim().slice(0, 20));
    expect(hits.map(({ detail }) => detail)).toContainEqual(expect.stringContaining(`${file}:`));
  });

  it("finds what stands in an expression", () => {
    const policy = textsIn(view, "output");
    expect(policy.length).toBeGreaterThan(0);
    expect(textsIn(view, "no such text anywhere")).toEqual([]);
  });

  it("tells who reads and who writes a channel, and who calls a tool", () => {
    for (const name of view.reading.graph?.channels.keys() ?? []) {
      const how = usesOf(view, { type: "channel", name }).flatMap((use) => use.how);
      expect([name, how.length > 0 || view.reading.graph?.input.includes(name)]).toEqual([name, true]);
    }
    const [tool = ""] = Object.keys(view.manifest.tools);
    const callers = usesOf(view, { type: "tool", name: tool });
    expect(callers.every(({ how }) => how.includes("call"))).toBe(true);
  });

  it("puts what begins with the query first, and wants every word", () => {
    const found = [
      { id: "1", group: "nodes", title: "unpay", detail: "tool", target: { type: "node", node: "unpay" } },
      { id: "2", group: "nodes", title: "pay", detail: "tool", target: { type: "node", node: "pay" } },
    ] as const;
    expect(fitting(found, "pay").map(({ title }) => title)).toEqual(["pay", "unpay"]);
    expect(fitting(found, "pay agent")).toEqual([]);
  });
});
