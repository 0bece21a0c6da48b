// The floor of `serve`: LangGraph by hand, node:http and the stock SqliteSaver, in a process of its own. Arguments: the database's file.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { registerHooks } from "node:module";
import { Command } from "@langchain/langgraph";
import { z } from "zod";
import type Database from "./better-sqlite3.ts";
import { asking, steps } from "./serve-graphs.ts";

const bodySchema = z.object({
  assistant_id: z.enum(["steps", "asking"]),
  input: z.object({ text: z.string(), count: z.number() }).optional(),
  command: z.object({ resume: z.unknown() }).optional(),
});

const hooks = registerHooks({
  resolve: (name, context, next) => next(name === "better-sqlite3" ? new URL("better-sqlite3.ts", import.meta.url).href : name, context),
});
const { SqliteSaver } = await import("@langchain/langgraph-checkpoint-sqlite");
hooks.deregister();
const checkpointer = SqliteSaver.fromConnString(process.argv[2] ?? ":memory:");
const database: Pick<Database, "pragma"> = checkpointer.db;
database.pragma("synchronous = FULL");
const graphs = { steps: steps.compile({ checkpointer }), asking: asking.compile({ checkpointer }) };

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return body;
}

function send(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "";
  const body = await read(request);
  if (path === "/threads") return send(response, { thread_id: crypto.randomUUID() });
  const { assistant_id: name, input, command } = bodySchema.parse(body);
  const thread_id = /^\/threads\/([^/]+)\//.exec(path)?.[1] ?? crypto.randomUUID();
  const config = { configurable: { thread_id }, durability: "sync" } as const;
  const given = command === undefined ? (input ?? null) : new Command<unknown, Record<string, never>, never>({ resume: command.resume });
  const graph = graphs[name];
  if (!path.endsWith("/stream")) return send(response, await graph.invoke(given, config));
  response.writeHead(200, { "content-type": "text/event-stream" });
  for await (const values of await graph.stream(given, { ...config, streamMode: "values" })) {
    response.write(`event: values\ndata: ${JSON.stringify(values)}\n\n`);
  }
  response.end();
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    response.writeHead(500);
    response.end(String(error));
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
console.log(JSON.stringify({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` }));
