import type { ServerResponse } from "node:http";
import type { ChatRequest } from "../../model-server/protocol.ts";
import type { Disturbance } from "../../model-server/server.ts";

type Raw = Extract<Disturbance, { readonly type: "raw" }>;

/** One reply as a server would send it: whole, or in pieces where a stream was asked for. */
export interface Completion {
  readonly message: Readonly<Record<string, unknown>>;
  /** The stream's pieces of it; the message in one piece where they are not given. */
  readonly pieces?: readonly Readonly<Record<string, unknown>>[];
  readonly finish: string | null;
  /** `null`: none is reported. */
  readonly usage?: Readonly<Record<string, unknown>> | null;
}

export const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };

const begin = (response: ServerResponse, request: ChatRequest, type = request.stream === true ? "text/event-stream" : "application/json"): void =>
  void response.writeHead(200, { "content-type": type });

const event = (data: object): string => `data: ${JSON.stringify({ id: "r", object: "chat.completion.chunk", created: 0, model: "m", ...data })}\n\n`;

function events({ message, pieces = [indexed(message)], finish, usage: counted = usage }: Completion): readonly string[] {
  return [
    ...pieces.map((delta) => event({ choices: [{ index: 0, delta, finish_reason: null }] })),
    ...(finish === null ? [] : [event({ choices: [{ index: 0, delta: {}, finish_reason: finish }] })]),
    ...(counted === null ? [] : [event({ choices: [], usage: counted })]),
    "data: [DONE]\n\n",
  ];
}

/** Calls in a stream have their place in them. */
function indexed(message: Completion["message"]): Completion["message"] {
  const calls: unknown = message["tool_calls"];
  return Array.isArray(calls) ? { ...message, tool_calls: calls.map((call: object, index) => ({ index, ...call })) } : message;
}

function body({ message, finish, usage: counted = usage }: Completion): object {
  return { id: "r", object: "chat.completion", created: 0, model: "m", usage: counted ?? undefined, choices: [{ index: 0, finish_reason: finish, message }] };
}

/** Answers with this. */
export function reply(completion: Completion): Raw {
  return {
    type: "raw",
    serve: (response, request) => {
      begin(response, request);
      response.end(request.stream === true ? events(completion).join("") : JSON.stringify(body(completion)));
    },
  };
}

/** Answers with this status and body, as it is. */
export function status(code: number, said: object | string, headers: Readonly<Record<string, string>> = {}): Raw {
  return {
    type: "raw",
    serve: (response) => void response.writeHead(code, headers).end(typeof said === "string" ? said : JSON.stringify({ error: said })),
  };
}

/** Answers well by its status, with whatever bytes; the stream's where one was asked for. */
export function bytes(whole: string | Uint8Array, streamed: string | Uint8Array = whole, type?: string): Raw {
  return {
    type: "raw",
    serve: (response, request) => {
      begin(response, request, type);
      response.end(request.stream === true ? streamed : whole);
    },
  };
}

/** Sends the first half of a good reply, then does something else. */
export function half(completion: Completion, then: (response: ServerResponse) => void): Raw {
  return {
    type: "raw",
    serve: (response, request) => {
      begin(response, request);
      const text = request.stream === true ? events(completion).slice(0, 1).join("") : JSON.stringify(body(completion)).slice(0, 60);
      response.write(text, () => then(response));
    },
  };
}

/** Never answers, or never goes on. */
export const silence = (): void => undefined;
/** Breaks the connection as a crash does. */
export const reset = (response: ServerResponse): void => void response.socket?.resetAndDestroy();
/** Ends the connection as a proxy does that lost its server. */
export const end = (response: ServerResponse): void => void response.end();

/** Does this before a word of the reply. */
export function before(then: (response: ServerResponse) => void): Raw {
  return { type: "raw", serve: (response) => then(response) };
}

/** Sends text until nobody reads any more, or there are this many bytes of it. */
export function flood(megabytes: number, sent: (total: number) => void): Raw {
  const filler = "word ".repeat(20_000);
  return {
    type: "raw",
    serve: async (response, request) => {
      begin(response, request);
      const stream = request.stream === true;
      const piece = stream ? event({ choices: [{ index: 0, delta: { content: filler }, finish_reason: null }] }) : filler;
      if (!stream) response.write('{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"');
      let total = 0;
      for (; total < megabytes * 1024 * 1024 && !response.destroyed; total += piece.length) {
        if (!response.write(piece)) await drained(response);
      }
      sent(total);
      response.end(stream ? event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }) : '"}}]}');
    },
  };
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off("drain", go).off("close", go);
      resolve();
    };
    response.on("drain", go).on("close", go);
  });
}
