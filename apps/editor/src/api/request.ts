import { z } from "zod";
import { keyHeaders, keyRefused, keyStore } from "./key.ts";

/** What the server refused, in its own words. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fix: string | undefined;

  constructor(status: number, code: string, message: string, fix?: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.fix = fix;
  }
}

const refusalSchema = z.object({ detail: z.string(), code: z.string().default("unknown"), fix: z.string().optional() });

interface Request {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Calls the server that the editor came from, and reads its answer by a schema.
 * @throws ApiError where it refuses; `offline` as code where it cannot be reached.
 */
export async function request<Answer>(path: string, schema: z.ZodType<Answer>, { method = "GET", body, headers = {}, signal }: Request = {}): Promise<Answer> {
  const { key } = keyStore.getState();
  const response = await reached(path, {
    method,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }), ...keyHeaders(), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) return schema.parse(answer);
  const refusal = refusalSchema.safeParse(answer).data;
  // What is given up halfway, as the page that asked is gone, has told nothing.
  if (response.status === 401 && signal?.aborted !== true) keyRefused(key, refusal?.detail ?? "");
  throw new ApiError(response.status, refusal?.code ?? "unknown", refusal?.detail ?? `The server answered ${response.status}.`, refusal?.fix);
}

async function reached(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiError(0, "offline", "The server does not answer; is `baton serve` running?");
  }
}
