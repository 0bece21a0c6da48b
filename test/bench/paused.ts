import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServing } from "baton";
import { z } from "zod";
import { median } from "./measure.ts";
import { atMost, type Report } from "./report.ts";
import { HttpClient } from "./serve-client.ts";
import { documents } from "./serve-graphs.ts";
import { startBaton, writeFiles } from "./serve-process.ts";

const threads = 10_000;
const looks = 20;
const atOnce = 50;
const megabyte = 1e6;

const pageSchema = z.object({ items: z.array(z.object({ thread: z.string() })), nextCursor: z.string().optional() });

/** Runs so many threads until each asks a person. */
async function paused(graphs: string, data: string): Promise<void> {
  const serving = openServing({ graphs, data, offline: true });
  try {
    const graph = await serving.catalogue.open("asking");
    if (!graph.governed) throw new Error("The graph is no document.");
    for (let at = 0; at < threads; at += atOnce) {
      const runs = Array.from({ length: atOnce }, () => serving.engine.run({ graph, input: { text: "fine", count: 0 } }));
      for (const { status } of await Promise.all(runs)) if (status !== "interrupted") throw new Error(`A run is ${status}.`);
    }
  } finally {
    await serving.close();
  }
}

/** What threads that wait for people cost a server: nothing but disk. */
export async function pausedBench(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "baton-paused-"));
  const [graphs, data, empty] = ["graphs", "data", "empty"].map((name) => join(folder, name));
  if (graphs === undefined || data === undefined || empty === undefined) throw new Error("There are no folders.");
  try {
    writeFiles(graphs, documents);
    for (const each of [data, empty]) mkdirSync(each);
    await paused(graphs, data);
    const bare = await startBaton(graphs, empty);
    const nothing = bare.memory();
    await bare.stop();

    const server = await startBaton(graphs, data);
    const client = new HttpClient(server.url, 1);
    try {
      const before = server.memory();
      const times: number[] = [];
      for (let look = 0; look < looks; look += 1) {
        const sent = performance.now();
        const { items } = pageSchema.parse(JSON.parse(await client.get("/baton/inbox?limit=50")));
        if (items.length !== 50) throw new Error(`The first page has ${items.length} approvals.`);
        times.push(performance.now() - sent);
      }
      const looked = server.memory();
      let [seen, after] = [0, ""];
      do {
        const page = pageSchema.parse(JSON.parse(await client.get(`/baton/inbox?limit=100${after}`)));
        for (const { thread } of page.items) await client.get(`/threads/${thread}`);
        seen += page.items.length;
        after = page.nextCursor === undefined ? "" : `&cursor=${page.nextCursor}`;
      } while (after !== "");
      if (seen !== threads) throw new Error(`The inbox told of ${seen} threads.`);
      const touched = server.memory();
      const grown = touched - looked;
      return {
        title: `A server with ${threads.toLocaleString("en")} threads that wait for people`,
        about: [
          "`baton serve` in a process of its own; every thread stopped at a review, one approval each. Touched: the whole inbox and each thread's state read.",
        ],
        lines: [
          {
            what: "start until it answers",
            found: `${server.startMs.toFixed(0)} ms (empty: ${bare.startMs.toFixed(0)})`,
            target: atMost(server.startMs, 2000, "< 2 s"),
          },
          { what: "first page of the inbox, median", found: `${median(times).toFixed(1)} ms`, target: atMost(median(times), 50, "< 50 ms") },
          { what: "resident memory at the start", found: `${mb(before)} (empty: ${mb(nothing)})`, target: atMost(before - nothing, 20 * megabyte, "flat") },
          {
            what: "resident memory after all were touched",
            found: `${mb(touched)}, after the first page ${mb(looked)}`,
            target: atMost(grown, 150 * megabyte, "flat"),
          },
        ],
      };
    } finally {
      client.close();
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mb(bytes: number): string {
  return `${(bytes / megabyte).toFixed(0)} MB`;
}
