import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";

/** What a run there comes to. */
export type Ending =
  | { readonly type: "values"; readonly values: unknown }
  | { readonly type: "error"; readonly message: string }
  | { readonly type: "interrupt" }
  /** Not before it is released. */
  | { readonly type: "held"; readonly values: unknown }
  /** The stream breaks, and the run goes on for so many milliseconds. */
  | { readonly type: "dropped"; readonly values: unknown };

/** A request as it came. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly body: unknown;
}

/** A run of a graph there. */
export interface Served {
  readonly id: string;
  readonly thread: string;
  readonly input: unknown;
  status: "running" | "success" | "error" | "interrupted";
  values: unknown;
  error?: string;
  waits: boolean;
  readonly over: Promise<void>;
  end(): void;
}

/** A local server that speaks of the Agent Protocol what LangGraph's RemoteGraph asks for. */
export interface RemoteServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  readonly runs: readonly Served[];
  /** The next runs end like this, in order; later ones with a score of 71. */
  next(...endings: readonly Ending[]): void;
  /** The next requests are answered with this status, or by this function, in order. */
  refuse(...answers: readonly (number | ((response: ServerResponse) => void))[]): void;
  /** Ends every run that is held. */
  release(): void;
  close(): Promise<void>;
}

const startSchema = z.looseObject({
  assistant_id: z.string(),
  input: z.unknown(),
  on_disconnect: z.enum(["cancel", "continue"]).default("cancel"),
  multitask_strategy: z.enum(["reject", "enqueue"]).default("enqueue"),
});

/** Starts a server on a free port of this machine, which knows the graph `bureau` and the key `sesame`. */
export async function startRemoteServer(): Promise<RemoteServer> {
  const asked: Asked[] = [];
  const runs: Served[] = [];
  const endings: Ending[] = [];
  const answers: (number | ((response: ServerResponse) => void))[] = [];

  const begin = (thread: string, input: unknown, ending: Ending): Served => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const run: Served = {
      id: `run-${runs.length + 1}`,
      thread,
      input,
      status: "running",
      values: null,
      waits: false,
      over: promise,
      end: () => finish(run, ending, resolve),
    };
    runs.push(run);
    if (ending.type === "dropped") void setTimeout(200).then(run.end);
    else if (ending.type !== "held") run.end();
    return run;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    const body: unknown = request.method === "POST" ? JSON.parse(await text(request)) : undefined;
    const key = request.headers["x-api-key"];
    asked.push({ method: request.method ?? "", path, key: typeof key === "string" ? key : undefined, body });
    const answer = answers.shift();
    if (typeof answer === "function") return answer(response);
    if (answer !== undefined) return json(response, answer, { detail: "no" });
    if (key !== "sesame") return json(response, 401, { detail: "no key" });
    const [, thread = "", rest = ""] = /^\/threads\/([^/]+)\/(.*)$/.exec(path) ?? [];
    const own = runs.filter((run) => run.thread === thread);
    if (request.method === "POST" && rest === "runs/stream") {
      const start = startSchema.parse(body);
      if (start.assistant_id !== "bureau") return json(response, 404, { detail: "Assistant not found" });
      if (start.multitask_strategy === "reject" && own.some(({ status }) => status === "running")) return json(response, 409, { detail: "Thread is busy" });
      const ending = endings.shift() ?? { type: "values", values: { vat_id: "?", score: 71 } };
      const run = begin(thread, start.input, ending);
      response.on("close", () => {
        if (start.on_disconnect === "cancel" && run.status === "running") run.status = "interrupted";
      });
      return await stream(response, run, ending.type === "dropped");
    }
    if (own.length === 0) return json(response, 404, { detail: "Thread not found" });
    if (rest === "runs") return json(response, 200, own.map(({ id, status }) => ({ run_id: id, thread_id: thread, status })).toReversed());
    const run = own.find(({ id }) => rest === `runs/${id}/stream`);
    if (run !== undefined) return await stream(response, run, false);
    const last = own.at(-1);
    // RemoteGraph asks for a thread's newest state by a checkpoint that names the thread alone.
    if (request.method === "POST" && rest === "state/checkpoint" && last !== undefined) return json(response, 200, stateOf(last));
    return json(response, 404, { detail: "no such address" });
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    asked,
    runs,
    next: (...more) => void endings.push(...more),
    refuse: (...more) => void answers.push(...more),
    release: () => runs.forEach((run) => run.end()),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function finish(run: Served, ending: Ending, resolve: () => void): void {
  if (run.status !== "running") return;
  switch (ending.type) {
    case "values":
    case "held":
    case "dropped":
      run.status = "success";
      run.values = ending.values;
      break;
    case "error":
      run.status = "error";
      run.error = ending.message;
      break;
    case "interrupt":
      run.status = "success"; // as LangGraph's server has it: the thread is what waits
      run.waits = true;
      break;
    default:
      ending satisfies never;
  }
  resolve();
}

async function stream(response: ServerResponse, run: Served, drops: boolean): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (event: string, data: unknown): void => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  send("metadata", { run_id: run.id });
  if (drops) return void setTimeout(20).then(() => response.destroy());
  await run.over;
  if (run.waits) send("updates", { __interrupt__: [{ value: "May I?", id: "i1" }] });
  else if (run.error !== undefined) send("error", { error: "Error", message: run.error });
  else send("updates", { answer: run.values });
  response.end();
}

function stateOf(run: Served): object {
  const interrupts = run.waits ? [{ value: "May I?", id: "i1" }] : [];
  const task = { id: "t", name: "ask", error: run.error ?? null, interrupts, checkpoint: null, state: null };
  const stopped = run.waits || run.error !== undefined;
  return { values: run.values ?? {}, next: stopped ? ["ask"] : [], checkpoint: { thread_id: run.thread }, metadata: {}, tasks: stopped ? [task] : [] };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  let all = "";
  for await (const chunk of request) all += String(chunk);
  return all;
}
