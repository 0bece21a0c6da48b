import { request } from "node:http";

/** What an attacker sends: any header at all, which `fetch` would not allow. */
export interface Attack {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it stands, anything else as JSON. */
  readonly body?: unknown;
  /** Hangs up once a stream of events begins: it may never end. */
  readonly peek?: boolean;
}

/** What comes back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** The body, where it is JSON. */
  readonly json: unknown;
}

/** Sends a request to a path as it stands: nothing is normalised on the way. */
export async function attack(url: string, path: string, { method = "GET", headers = {}, body, peek = false }: Attack = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const sent = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const chunked = headers["transfer-encoding"] !== undefined;
  const length = sent === undefined || chunked ? {} : { "content-length": String(Buffer.byteLength(sent)) };
  return await new Promise((resolve, reject) => {
    const call = request(
      {
        hostname,
        port,
        path,
        method,
        agent: false,
        headers: { ...(sent === undefined ? {} : { "content-type": "application/json" }), ...length, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        const end = (): void => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
        };
        response.on("end", end);
        if (peek && String(response.headers["content-type"]).startsWith("text/event-stream")) {
          end();
          response.destroy();
        }
      },
    );
    call.on("error", reject);
    call.end(sent);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
