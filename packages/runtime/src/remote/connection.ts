import { BatonError } from "@baton/core";
import { RemoteGraph } from "@langchain/langgraph/remote";
import { Client } from "@langchain/langgraph-sdk";
import type { RemoteSpec } from "../host/remote.ts";
import { type AllowedEnv, fillEnv } from "../model/env.ts";

/** Most bytes of one answer that are read: whoever answers is not trusted to come to an end. */
const mostBytes = 16_000_000;

/** The way to an agent's server, for one attempt of one call: it ends with the attempt's signal. */
export interface Connection {
  readonly graph: RemoteGraph;
  readonly runs: Client["runs"];
  /** The server's words without the key, which some servers quote. */
  conceal(words: string): string;
}

/** @throws BatonError `env_forbidden`, `remote_env_missing`, `remote_url_invalid` */
export function connect(name: string, spec: RemoteSpec, env: AllowedEnv, signal: AbortSignal): Connection {
  const fill = (text: string): string =>
    fillEnv(env, text, (variable) => {
      const message = `The agent \`${name}\` cannot be called: the environment variable ${variable} is not set.`;
      return new BatonError("remote_env_missing", "infrastructure", message, { fix: `Set ${variable}, or run with --offline.` });
    });
  const url = urlOf(name, fill(spec.url));
  // Left out, the client would send whatever LangSmith key it finds in the environment.
  const apiKey = spec.apiKey === undefined ? null : fill(spec.apiKey);
  const client = new Client({
    apiUrl: url.href.replace(/\/$/, ""),
    apiKey,
    // The gateway tries again, by the same key; a client that repeated a POST by itself might begin a second run.
    callerOptions: { maxRetries: 0, fetch: guarded(url.origin, signal) },
    onRequest: (target, init) => (target.pathname.endsWith("/runs/stream") ? outlasting(init) : init),
  });
  return {
    graph: new RemoteGraph({ graphId: spec.graph, client }),
    runs: client.runs,
    conceal: (words) => (apiKey === null ? words : words.replaceAll(apiKey, "***")),
  };
}

/** A run goes on when the connection ends, so that the next process can join it; and a thread has one at a time. */
function outlasting(init: RequestInit): RequestInit {
  if (typeof init.body !== "string") return init;
  const body: unknown = JSON.parse(init.body);
  return { ...init, body: JSON.stringify({ ...(typeof body === "object" ? body : {}), on_disconnect: "continue", multitask_strategy: "reject" }) };
}

function urlOf(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw new BatonError("remote_url_invalid", "infrastructure", `The address of the agent \`${name}\` is no http or https address.`, {
    fix: "Mend the environment variable that its `url` names in baton.config.ts.",
  });
}

/** `fetch` that sends the key to the agent's own server and nowhere else, ends with the attempt, and reads no more than it may. */
function guarded(origin: string, signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) throw new Error(`its server leads elsewhere, to ${url.origin}`);
    const signals = init?.signal ? [signal, init.signal] : [signal];
    const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.any(signals) });
    return response.body === null ? response : new Response(response.body.pipeThrough(bounded()), response);
  };
}

function bounded(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) controller.error(new Error(`its answer is larger than ${mostBytes} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
