import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type World, world } from "../cli/world.ts";
import { type Served, served } from "./served.ts";

let here: World;
let running: Served[];
beforeEach(async () => {
  here = await world();
  here.write("essays/graphs.ts", inCode);
  here.write(
    "langgraph.json",
    JSON.stringify({
      graphs: { essay: { path: "./essays/graphs.ts:essay", description: "Writes." }, built: "./essays/graphs.ts:built", made: "./essays/graphs.ts:made" },
      env: { TONE: "dry" },
    }),
  );
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map(async (each) => await each.stop("SIGKILL")));
  here.remove();
});

/** A compiled graph, a builder and a function; the file leaves a mark where it is imported. */
const inCode = `
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Annotation, END, START, StateGraph } from "${import.meta.resolve("@langchain/langgraph")}";
writeFileSync(join(import.meta.dirname, "imported"), "");
const State = Annotation.Root({ topic: Annotation(), text: Annotation() });
const about = (tone) => new StateGraph(State).addNode("write", ({ topic }) => ({ text: tone + " words on " + topic })).addEdge(START, "write").addEdge("write", END);
export const essay = about(process.env.TONE).compile();
export const built = about("built");
export const made = (config) => about(config.configurable.tone).compile();
`;

async function serve(...args: readonly string[]): Promise<Served> {
  const each = await served(here, args);
  running.push(each);
  return each;
}

async function write(server: Served, graph: string, configurable = {}): Promise<unknown> {
  return await server.call("POST", "/runs/wait", { body: { assistant_id: graph, input: { topic: "rain" }, config: { configurable } } });
}

describe("graphs in code", () => {
  it("are neither listed, run nor so much as imported unless that is switched on", async () => {
    const server = await serve();
    expect(server).toMatchObject({ graphs: ["ask", "refund", "rest"], ungoverned: [] });
    expect(await write(server, "essay")).toMatchObject({ status: 404 });
    expect(here.has("essays/imported")).toBe(false);
  });

  it("run beside documents, whichever way they are exported, and are marked everywhere", async () => {
    const server = await serve("--ungoverned-graphs");
    expect(server.ungoverned).toEqual(["essay", "built", "made"]);
    expect(here.has("essays/imported")).toBe(false); // not before somebody asks for one
    expect(await write(server, "essay")).toMatchObject({ status: 200, body: { text: "dry words on rain" } });
    expect(await write(server, "built")).toMatchObject({ body: { text: "built words on rain" } });
    expect(await write(server, "made", { tone: "warm" })).toMatchObject({ body: { text: "warm words on rain" } });
    expect((await server.call("GET", "/baton/graphs")).body).toMatchObject({
      graphs: expect.arrayContaining([
        expect.objectContaining({ id: "essay", description: "Writes.", governed: false, draft: false }),
        expect.objectContaining({ id: "refund", governed: true }),
      ]),
    });
    expect((await server.call("POST", "/assistants/search", { body: { graph_id: "essay" } })).body).toMatchObject([{ metadata: { governed: false } }]);
    expect(await server.call("POST", "/baton/graphs/essay/publish", { body: {} })).toMatchObject({ status: 409, body: { code: "graph_ungoverned" } });
  });

  it("that cannot be loaded say why, and the others run", async () => {
    here.write("essays/broken.ts", "throw new Error('The pen is dry.');");
    here.write(
      "langgraph.json",
      JSON.stringify({ graphs: { broken: "./essays/broken.ts:graph", missing: "./essays/graphs.ts:nothing", essay: "./essays/graphs.ts:essay" } }),
    );
    const server = await serve("--ungoverned-graphs");
    expect(JSON.stringify(await write(server, "broken"))).toContain("The pen is dry");
    expect(JSON.stringify(await write(server, "missing"))).toContain("exports no `nothing`");
    expect(await write(server, "essay")).toMatchObject({ status: 200 });
  });

  it("are refused at the start where langgraph.json cannot be used", async () => {
    for (const [text, told] of [
      ['{ "graphs": { "a": "./../outside.ts:graph" } }', "there is no such file"],
      ['{ "graphs": ', "cannot be used"],
      ['{ "graphs": { "../a": "./essays/graphs.ts:essay" } }', "a graph's name"],
    ] as const) {
      here.write("langgraph.json", text);
      expect(await here.baton(["serve", "--port", "0", "--ungoverned-graphs"])).toMatchObject({ code: 2, err: expect.stringContaining(told) });
    }
  });

  it("give way to a document of the same name", async () => {
    here.write("langgraph.json", JSON.stringify({ graphs: { refund: "./essays/graphs.ts:essay" } }));
    const server = await serve("--ungoverned-graphs");
    expect(server.ungoverned).toEqual([]);
    expect((await server.call("GET", "/baton/graphs/refund")).status).toBe(200);
  });
});
