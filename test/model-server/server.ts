import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Graph, graphScope } from "@baton/core";
import { type Script, scriptedMessage, type ScriptedMessage, scriptReplies } from "@baton/runtime";
import { answerRequest, type ChatRequest, chatRequest, finishReason, replyRequest, usageOf, wireCalls } from "./protocol.ts";

/** What the server does with one request instead of answering it by the script. */
export type Disturbance =
  | { readonly type: "status"; readonly status: number; readonly message?: string; readonly retryAfter?: string; readonly code?: string }
  /** The connection breaks in the middle of the reply. */
  | { readonly type: "drop" }
  /** The stream ends properly, but before the reply is complete. */
  | { readonly type: "truncate" }
  /** No answer, ever. */
  | { readonly type: "stall" }
  /** None: this one is answered by the script. */
  | { readonly type: "none" }
  /** Whatever this function writes. */
  | { readonly type: "raw"; readonly serve: (response: ServerResponse, request: ChatRequest) => void | Promise<void> }
  /** No usage is reported. */
  | { readonly type: "silent-usage" }
  /** This reply, whatever the script says; arguments as text, so that they may be broken. */
  | {
      readonly type: "reply";
      readonly text?: string;
      readonly finish?: string;
      readonly calls?: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
    };

/** A local OpenAI-compatible server that answers by a script. */
export interface ModelServer {
  /** For `baseUrl`. */
  readonly url: string;
  /** Requests so far, oldest first. */
  readonly requests: readonly { readonly body: ChatRequest; readonly key: string; readonly path: string }[];
  /** The next requests meet these, in order; later ones are answered by the script. */
  disturb(...disturbances: readonly Disturbance[]): void;
  close(): Promise<void>;
}

interface WireReply {
  readonly text: string;
  readonly finish: string;
  readonly calls: readonly { readonly id: string; readonly type: "function"; readonly function: { readonly name: string; readonly arguments: string } }[];
  readonly usage: ReturnType<typeof usageOf> | undefined;
}

/** Starts a server on a free port of this machine. Rules may refer to the inputs of an agent, `turn`, `message`, `results` and `params`. */
export async function startModelServer(script: Script, graph: Graph): Promise<ModelServer> {
  const reply = scriptReplies(script, graphScope(graph));
  const requests: { body: ChatRequest; key: string; path: string }[] = [];
  const queue: Disturbance[] = [];
  let served = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parsed = chatRequest.safeParse(JSON.parse(await text(request)));
    if (request.method !== "POST" || request.url?.endsWith("/chat/completions") !== true) return sendError(response, 404, "no such address");
    if (!parsed.success) return sendError(response, 400, parsed.error.message);
    const body = parsed.data;
    requests.push({ body, key: (request.headers.authorization ?? "").replace("Bearer ", ""), path: request.url });
    served += 1;
    const disturbance = queue.shift();
    if (disturbance?.type === "stall") return;
    if (disturbance?.type === "raw") return await disturbance.serve(response, body);
    if (disturbance?.type === "status") return sendError(response, disturbance.status, disturbance.message ?? "disturbed", disturbance);
    const asked = replyRequest(body, graph.params);
    if (disturbance?.type !== "reply" && asked === undefined) return sendError(response, 400, "the messages hold no brief");
    const scripted = disturbance?.type === "reply" || asked === undefined ? undefined : reply(asked);
    if (scripted?.type === "error") return sendError(response, scripted.status, scripted.message);
    const message: ScriptedMessage = scripted === undefined ? { text: "", calls: [] } : scriptedMessage(scripted, answerRequest(body));
    const id = `reply-${served}`;
    const wire: WireReply =
      disturbance?.type === "reply"
        ? {
            text: disturbance.text ?? "",
            finish: disturbance.finish ?? (disturbance.calls === undefined ? "stop" : "tool_calls"),
            calls: (disturbance.calls ?? []).map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } })),
            usage: usageOf(body, message),
          }
        : {
            text: message.text,
            finish: finishReason(message),
            calls: wireCalls(message, id),
            usage: disturbance?.type === "silent-usage" ? undefined : usageOf(body, message),
          };
    if (body.stream === true) return stream(response, id, body, wire, disturbance);
    if (disturbance?.type === "drop" || disturbance?.type === "truncate") return void response.destroy();
    send(response, 200, {
      id,
      object: "chat.completion",
      created: 0,
      model: body.model,
      usage: wire.usage,
      choices: [
        {
          index: 0,
          finish_reason: wire.finish,
          message: { role: "assistant", content: wire.text, ...(wire.calls.length > 0 ? { tool_calls: wire.calls } : {}) },
        },
      ],
    });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => sendError(response, 500, error instanceof Error ? error.message : String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    disturb: (...disturbances) => void queue.push(...disturbances),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function stream(response: ServerResponse, id: string, body: ChatRequest, reply: WireReply, disturbance: Disturbance | undefined): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const event = (data: object): void =>
    void response.write(`data: ${JSON.stringify({ id, object: "chat.completion.chunk", created: 0, model: body.model, ...data })}\n\n`);
  const delta = (change: object, finish_reason: string | null = null): void => event({ choices: [{ index: 0, delta: change, finish_reason }] });
  const words = reply.text.match(/\S+\s*|\s+/g) ?? [];
  delta({ role: "assistant", content: "" });
  const cut = disturbance?.type === "drop" || disturbance?.type === "truncate";
  for (const content of cut ? words.slice(0, Math.ceil(words.length / 2)) : words) delta({ content });
  for (const [index, call] of reply.calls.entries()) {
    delta({ tool_calls: [{ index, id: call.id, type: "function", function: { name: call.function.name, arguments: "" } }] });
    for (const piece of cut ? [call.function.arguments.slice(0, -2)] : (call.function.arguments.match(/[\s\S]{1,8}/g) ?? [])) {
      delta({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  if (disturbance?.type === "drop") return void setTimeout(() => response.destroy(), 20); // what was written so far gets out first
  if (disturbance?.type === "truncate") return void response.end();
  delta({}, reply.finish);
  if (body.stream_options?.include_usage === true && reply.usage !== undefined) event({ choices: [], usage: reply.usage });
  response.end("data: [DONE]\n\n");
}

function sendError(response: ServerResponse, status: number, message: string, more: { readonly retryAfter?: string; readonly code?: string } = {}): void {
  const headers = more.retryAfter === undefined ? {} : { "retry-after": more.retryAfter };
  send(response, status, { error: { message, type: "error", code: more.code ?? null } }, headers);
}

function send(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece)));
  return Buffer.concat(pieces).toString("utf8");
}
