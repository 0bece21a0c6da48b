import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns/promises";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { addressProblem, type WebhookHost } from "./hosts.ts";

/** Finds all addresses of a name. */
export type Lookup = (name: string) => Promise<readonly LookupAddress[]>;

export const lookupAll: Lookup = async (name) => await systemLookup(name, { all: true });

/** What became of one attempt. */
export type Posted =
  | { readonly type: "answered"; readonly status: number; readonly retryAfterMs: number | undefined }
  /** Nobody answered, or not in time. */
  | { readonly type: "failed"; readonly problem: string }
  /** It may not go there, so trying again is no use. */
  | { readonly type: "forbidden"; readonly problem: string };

interface Message {
  readonly url: URL;
  readonly reach: WebhookHost["reach"];
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly lookup: Lookup;
  readonly signal: AbortSignal;
}

/** Most that is read of an answer; nobody looks at it, but a connection closes well only when it was read. */
const answerBytes = 65_536;

/**
 * Posts once. The name is resolved here, every address that it has is judged, and the connection goes to exactly these: what the name resolves to a
 * moment later does not matter. Redirects are answers like any other, and are not followed.
 */
export async function post(message: Message): Promise<Posted> {
  const { url, reach, timeoutMs, signal } = message;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const addresses = await within(limited, addressesOf(url, message.lookup));
    if (addresses.length === 0) return { type: "failed", problem: `${url.hostname} has no address` };
    const problem = addresses.map(({ address }) => addressProblem(address, reach)).find((each) => each !== undefined);
    if (problem !== undefined) return { type: "forbidden", problem: `${url.hostname} may not be called: ${problem}` };
    return await send(message, addresses, limited);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return { type: "failed", problem: limited.aborted ? `no answer within ${timeoutMs / 1000} s` : `no connection: ${codeOf(error)}` };
  }
}

async function addressesOf(url: URL, lookup: Lookup): Promise<readonly LookupAddress[]> {
  const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const family = isIP(literal);
  return family === 0 ? await lookup(url.hostname) : [{ address: literal, family }];
}

async function send({ url, body, headers }: Message, addresses: readonly LookupAddress[], signal: AbortSignal): Promise<Posted> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: "POST",
        headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
        // A connection of its own: one that is kept could lead to an address judged earlier.
        agent: false,
        signal,
        lookup: (_name, options, done) => {
          const [first] = addresses;
          if (options.all === true) done(null, [...addresses]);
          else done(null, first?.address ?? "", first?.family);
        },
      },
      (answer) => {
        let read = 0;
        const { statusCode = 0 } = answer;
        const finish = (): void => resolve({ type: "answered", status: statusCode, retryAfterMs: retryAfter(answer.headers["retry-after"]) });
        answer.on("data", (chunk: Buffer) => {
          read += chunk.length;
          if (read <= answerBytes) return;
          finish();
          answer.destroy();
        });
        answer.on("end", finish);
        answer.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** `Retry-After` in seconds; dates are left to the usual pause. */
function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}

async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return await Promise.race([work, new Promise<never>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }))]);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : error instanceof Error ? error.message : String(error);
}
