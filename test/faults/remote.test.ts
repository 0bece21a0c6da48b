import { join } from "node:path";
import { openBaton } from "baton";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { remoteHost } from "../remote-server/host.ts";
import { type RemoteServer, startRemoteServer } from "../remote-server/server.ts";
import { bundle, run, start } from "./process.ts";
import { folders } from "./trial.ts";

const graph = join(import.meta.dirname, "../remote-server/graph");
const newFolder = folders();

let server: RemoteServer;
beforeEach(async () => {
  server = await startRemoteServer();
  process.env["CREDIT_URL"] = server.url; // the processes that are killed take it from here
  process.env["CREDIT_KEY"] = "sesame";
});
afterEach(async () => {
  await server.close();
  delete process.env["CREDIT_URL"];
  delete process.env["CREDIT_KEY"];
});

let script = "";
beforeAll(async () => {
  script = await bundle("killed-remote.ts", newFolder());
}, 60_000);

/** Goes on in this process with what another left behind. */
async function goOn(folder: string, effect: "read" | "write") {
  const baton = await openBaton({ graph, data: folder, host: remoteHost({ effect }) });
  try {
    const known = (await baton.threads()).length > 0;
    const [last] = known ? (await baton.storage.threads.listRuns("t1")).slice(-1) : [];
    const input = { vendor: { vat_id: "DE1" } };
    const result = last === undefined ? await baton.run({ thread: "t1", input }) : last.status === "done" ? last : await baton.resume("t1");
    const effects = await baton.storage.effects.list({ thread: "t1" });
    return { outcome: result.outcome, output: result.output, effects: effects.map(({ state }) => state) };
  } finally {
    await baton.close();
  }
}

const end = (score: number) => ({ outcome: "rated", output: { credit: { score } }, effects: ["done"] });

describe.each(["read", "write"] as const)("a process that is killed while an agent elsewhere works (%s)", (effect) => {
  test("leaves a run there that the next process joins", async () => {
    server.next({ type: "held", values: { score: 42 } });
    const folder = newFolder();
    const { child, ended } = start(script, [folder, "nowhere", effect]);
    await expect.poll(() => server.runs.length, { timeout: 20_000 }).toBe(1);
    child.kill("SIGKILL");
    expect(await ended).toMatchObject({ signal: "SIGKILL" });
    const going = goOn(folder, effect);
    await expect.poll(() => server.asked.some(({ method, path }) => method === "GET" && path.endsWith("/runs/run-1/stream")), { timeout: 20_000 }).toBe(true);
    server.release();
    expect(await going).toEqual(end(42));
    expect(server.runs).toHaveLength(1);
  });

  test("finds what the run there came to meanwhile", async () => {
    server.next({ type: "held", values: { score: 43 } });
    const folder = newFolder();
    const { child, ended } = start(script, [folder, "nowhere", effect]);
    await expect.poll(() => server.runs.length, { timeout: 20_000 }).toBe(1);
    child.kill("SIGKILL");
    await ended;
    server.release();
    expect(await goOn(folder, effect)).toEqual(end(43));
    expect(server.runs).toHaveLength(1);
  });

  test("begins one run, wherever it is killed", { timeout: 120_000 }, async () => {
    const { printed } = await run(script, [newFolder(), "nowhere", effect]);
    const { writes } = z.object({ writes: z.number() }).parse(JSON.parse(printed));
    expect(writes).toBeGreaterThan(3);
    const different: { place: string; end: unknown; runs: number }[] = [];
    for (const place of Array.from({ length: writes }, (_, index) => `write ${index + 1} ${index % 2 === 0 ? "before" : "after"}`)) {
      const before = server.runs.length;
      const folder = newFolder();
      expect((await run(script, [folder, place, effect])).signal).toBe("SIGKILL");
      const came = await goOn(folder, effect).catch(String);
      const runs = server.runs.length - before;
      if (runs !== 1 || JSON.stringify(came) !== JSON.stringify(end(71))) different.push({ place, end: came, runs });
    }
    expect(different).toEqual([]);
  });
});
