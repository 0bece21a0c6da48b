import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { median } from "./measure.ts";
import { atMost, type Line, type Report } from "./report.ts";
import { HttpClient, load, percentile } from "./serve-client.ts";
import { documents } from "./serve-graphs.ts";
import { type ServerProcess, startBaton, startProcess, writeFiles } from "./serve-process.ts";

/** How much one server is asked in a round: LangGraph's dev server sleeps up to a second before each run. */
interface Effort {
  readonly one: number;
  readonly fifty: number;
  readonly few: number;
}

interface Contestant {
  readonly name: string;
  readonly effort: Effort;
  readonly server: ServerProcess;
  readonly found: Found;
}

/** Milliseconds of each call; calls a second by round. */
interface Found {
  readonly one: number[];
  readonly fifty: number[];
  readonly first: number[];
  readonly pause: number[];
  readonly resume: number[];
  readonly perSecond: { readonly one: number[]; readonly fifty: number[] };
}

const rounds = 5;
const many = 50;
const full: Effort = { one: 200, fifty: 500, few: 20 };
const input = { text: "fine", count: 0 };
const work = { assistant_id: "steps", input, on_completion: "keep" };

/** What serving costs: Baton, the same graph by hand behind node:http, and LangGraph's own dev server. */
export async function serve(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "baton-serve-"));
  const contestants: Contestant[] = [];
  const enter = async (name: string, effort: Effort, start: (data: string) => Promise<ServerProcess>): Promise<void> => {
    const data = join(folder, String(contestants.length));
    mkdirSync(data);
    const found: Found = { one: [], fifty: [], first: [], pause: [], resume: [], perSecond: { one: [], fifty: [] } };
    contestants.push({ name, effort, server: await start(data), found });
  };
  try {
    writeFiles(join(folder, "graphs"), documents);
    await enter("by hand", full, (data) => startProcess([join(import.meta.dirname, "serve-floor.ts"), join(data, "floor.db")]));
    await enter("Baton", full, (data) => startBaton(join(folder, "graphs"), data));
    await enter("langgraph-api", { one: 4, fifty: 100, few: 3 }, (data) => startProcess([join(import.meta.dirname, "serve-peer.ts"), data]));
    for (const each of contestants) await round(each, false);
    for (let at = 0; at < rounds; at += 1) for (const each of at % 2 === 0 ? contestants : contestants.toReversed()) await round(each, true);
    return report(contestants);
  } finally {
    await Promise.all(contestants.map(({ server }) => server.stop()));
    rmSync(folder, { recursive: true });
  }
}

/** Asks one server everything; the first time only warms it up. */
async function round({ server, effort, found }: Contestant, counts: boolean): Promise<void> {
  const client = new HttpClient(server.url, many);
  const wait = async (): Promise<unknown> => await client.post("/runs/wait", work);
  const kept = (list: number[], times: readonly number[]): void => void (counts && list.push(...times));
  try {
    for (const [name, clients] of [
      ["one", 1],
      ["fifty", many],
    ] as const) {
      const { each, ms } = await load(effort[name], clients, wait);
      kept(found[name], each);
      kept(found.perSecond[name], [(effort[name] / ms) * 1000]);
    }
    for (let at = 0; at < effort.few; at += 1) {
      kept(found.first, [await firstEvent(client)]);
      const { pause, resume } = await pauseAndResume(client);
      kept(found.pause, [pause]);
      kept(found.resume, [resume]);
    }
  } finally {
    client.close();
  }
}

/** Milliseconds until a stream tells the first values; what tells of the stream alone does not count. */
async function firstEvent(client: HttpClient): Promise<number> {
  const sent = performance.now();
  let first: number | undefined;
  await client.post("/runs/stream", { ...work, stream_mode: "values" }, (text) => {
    if (text.includes("event: values")) first ??= performance.now() - sent;
  });
  return first ?? Number.NaN;
}

async function pauseAndResume(client: HttpClient): Promise<{ readonly pause: number; readonly resume: number }> {
  const { thread_id: thread } = z.object({ thread_id: z.string() }).parse(JSON.parse(await client.post("/threads", {})));
  const timed = async (order: object, fits: z.ZodType): Promise<number> => {
    const sent = performance.now();
    const text = await client.post(`/threads/${thread}/runs/wait`, { assistant_id: "asking", ...order });
    const ms = performance.now() - sent;
    fits.parse(JSON.parse(text));
    return ms;
  };
  const pause = await timed({ input }, z.object({ __interrupt__: z.array(z.unknown()).min(1) }));
  return { pause, resume: await timed({ command: { resume: "yes" } }, z.object({ answer: z.literal("yes"), count: z.literal(2) })) };
}

function report(contestants: readonly Contestant[]): Report {
  const [floor] = contestants;
  const lines = contestants.flatMap(({ name, found, server }): readonly Line[] => {
    if (floor === undefined) return [];
    const own = name === "Baton";
    const rates = (["one", "fifty"] as const).map((which): Line => {
      const ratio = median(found.perSecond[which].map((rate, at) => rate / (floor.found.perSecond[which][at] ?? rate)));
      const times = `p50 ${milliseconds(percentile(found[which], 0.5))}, p99 ${milliseconds(percentile(found[which], 0.99))}`;
      const rate = `${median(found.perSecond[which]).toFixed(0).padStart(5)} a second`;
      return {
        what: `runs at ${which === "one" ? "1 client" : `${many} clients`}: ${name}`,
        found: `${rate}, ${times}, ratio ${ratio.toFixed(2)}`,
        ...(own ? { target: { text: ">= 1.0", met: ratio >= 1 } } : {}),
      };
    });
    const latencies = (["first", "pause", "resume"] as const).map((which): Line => {
      const ratio = median(found[which]) / median(floor.found[which]);
      return { what: `${words[which]}: ${name}`, found: `${milliseconds(median(found[which]))}, ratio ${ratio.toFixed(2)}` };
    });
    const memory = server.memory();
    const found1 = `${(memory / 1e6).toFixed(0).padStart(5)} MB, ratio ${(memory / floor.server.memory()).toFixed(2)}`;
    return [
      ...rates,
      ...latencies,
      { what: `resident memory at the end: ${name}`, found: found1, ...(own ? { target: atMost(memory, 400e6, "<= 400 MB") } : {}) },
    ];
  });
  return {
    title: `Serving a graph of three steps, ${rounds} rounds in turns, clients in this process`,
    about: [
      "By hand: LangGraph, node:http and the stock SqliteSaver, durability sync, synchronous=FULL; no queue, no threads but checkpoints, no guards.",
      "Baton: `baton serve` of a document with three tool nodes. langgraph-api: its dev server, which keeps everything in memory.",
      "Runs are stateless ones that keep their thread, waited for. Memory is after 4,000 runs (langgraph-api: 600). Ratios are to by hand.",
    ],
    lines: lines.toSorted((one, other) => placeOf(one) - placeOf(other)),
  };
}

const words = { first: "until the first values are streamed", pause: "until a run asks a person", resume: "from the answer to the end" };

/** What is compared stands together. */
function placeOf({ what }: Line): number {
  return ["runs at 1", `runs at ${many}`, words.first, words.pause, words.resume, "resident"].findIndex((start) => what.startsWith(start));
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(1).padStart(6)} ms`;
}
