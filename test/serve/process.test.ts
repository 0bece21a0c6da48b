import { createServer } from "node:http";
import { on, once } from "node:events";
import type { Readable } from "node:stream";
import { z } from "zod";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type World, world } from "../cli/world.ts";
import { appears, type Served, served } from "./served.ts";

let here: World;
let running: Served[];
beforeEach(async () => {
  here = await world();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map(async (each) => await each.stop("SIGKILL")));
  here.remove();
});

const nap = "019aa2b0-0000-7000-8000-000000000001";

async function until(stream: Readable, text: string): Promise<void> {
  for await (const [chunk] of on(stream, "data")) if (String(chunk).includes(text)) return;
}

async function onlyRun(server: Served): Promise<string> {
  const { body } = await server.call("GET", `/threads/${nap}/runs`);
  return z.tuple([z.object({ run_id: z.string() })]).parse(body)[0].run_id;
}

async function serve(args: readonly string[] = [], port?: readonly string[]): Promise<Served> {
  const each = await served(here, args, port);
  running.push(each);
  return each;
}

describe("baton serve", () => {
  it("says in one line when it is ready, and answers", async () => {
    const server = await serve();
    expect(server).toMatchObject({ graphs: ["ask", "refund", "rest"], ungoverned: [], notes: [] });
    expect(await server.call("GET", "/ok")).toMatchObject({ status: 200, body: { ok: true } });
  });

  it("says so too where the port is another program's", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const refused = await here.baton(["serve", "--port", port]);
    other.close();
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`Port ${port} is in use by process ${process.pid}`) });
  });

  it("takes the next free port where none is named, and says who has the usual one", async () => {
    const usual = createServer().listen(2024, "127.0.0.1");
    // Where another program has it already there is nothing to do.
    await Promise.race([once(usual, "listening"), once(usual, "error")]).catch(() => undefined);
    const server = await serve([], []);
    usual.close();
    expect(Number(new URL(server.url).port)).toBeGreaterThan(2024);
    expect(server.notes).toContainEqual(expect.stringContaining("Port 2024 is in use by "));
  });

  it("is told by whom the port or the data folder is in use; other commands work beside it", async () => {
    const { url, pid } = await serve();
    const samePort = await here.baton(["serve", "--port", new URL(url).port, "--data", "elsewhere"]);
    expect(samePort).toMatchObject({ code: 1, err: expect.stringMatching(new RegExp(`^✗ Port \\d+ is in use by process ${pid} \\(.*serve`)) });
    expect(here.has("elsewhere/server.lock")).toBe(false);
    const sameData = await here.baton(["serve", "--port", "0"]);
    expect(sameData.code).toBe(1);
    expect(sameData.err).toContain(`The data folder .baton is served already by process ${pid} (`);
    expect(sameData.err).toContain(`at ${url}. Use that server or stop it, or name another folder with \`--data\`.`);
    expect(await here.baton(["threads", "list"])).toMatchObject({ code: 0 });
  });

  it("takes over the data folder of a server that was killed", async () => {
    const first = await serve();
    await first.stop("SIGKILL");
    expect(here.has(".baton/server.lock")).toBe(true);
    const second = await serve();
    expect(await second.call("GET", "/ok")).toMatchObject({ status: 200 });
  });

  it.each(["SIGTERM", "SIGINT"] as const)("ends with 0 within seconds after %s, and leaves nothing behind", async (signal) => {
    const server = await serve();
    const watching = fetch(`${server.url}/baton/events`); // somebody who would read for ever
    await watching;
    const at = performance.now();
    expect(await server.stop(signal)).toMatchObject({ code: 0 });
    expect(performance.now() - at).toBeLessThan(8000);
    expect(here.has(".baton/server.lock")).toBe(false);
  });

  it("ends at once where Ctrl-C is pressed twice, and its run goes on with the next start", async () => {
    const server = await serve();
    const { body } = await server.call("POST", "/threads", { body: { thread_id: nap } });
    expect(body).toMatchObject({ thread_id: nap });
    await server.call("POST", `/threads/${nap}/runs`, { body: { assistant_id: "rest", input: { ms: 3000 } } });
    await appears(here, "paused");
    const told = until(server.child.stderr, "Stopping");
    server.child.kill("SIGINT");
    await told;
    server.child.kill("SIGINT");
    expect((await server.ended).code).toBe(130);
    const again = await serve();
    expect(await again.call("GET", `/threads/${nap}/runs/${await onlyRun(again)}/join`)).toMatchObject({ body: { second: "rested" } });
  });

  it("is not started for strangers without keys, nor with keys that nobody has", async () => {
    expect(await here.baton(["serve", "--host", "0.0.0.0", "--port", "0"])).toMatchObject({ code: 2, err: expect.stringContaining("--keys") });
    expect(await here.baton(["serve", "--keys", "--port", "0"])).toMatchObject({ code: 2, err: expect.stringContaining("baton keys create") });
    expect(await here.baton(["serve", "--graphs", "nowhere"])).toMatchObject({ code: 2, err: expect.stringContaining("There is no folder nowhere") });
    expect(here.has(".baton/server.lock")).toBe(false);
  });

  it("serves the others where one graph is broken, and says what is wrong", async () => {
    here.write("rest/graph.yaml", "id: rest\n- no document\n");
    here.write("ask/graph.json", "{}");
    here.write("copy/graph.yaml", here.read("refund/graph.yaml"));
    const server = await serve();
    expect(server.notes.map((note) => note.split(":")[0])).toEqual(["ask", "copy", "rest"]);
    const { body } = await server.call("GET", "/baton/graphs");
    expect(body).toMatchObject({
      graphs: [
        { id: "ask", problems: { error: 1 } },
        { id: "copy", problems: { error: 1 } },
        { id: "refund", problems: { error: 0 }, hash: expect.stringMatching(/^sha256-/) },
        { id: "rest", problems: { error: expect.any(Number) } },
      ],
    });
    expect(await server.call("GET", "/baton/graphs/copy")).toMatchObject({ status: 409, body: { code: "graph_duplicate" } });
  });
});
