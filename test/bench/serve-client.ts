import { Agent, request } from "node:http";

/** A client that keeps its connections, as many as there are calls at once. */
export class HttpClient {
  readonly #url: string;
  readonly #agent: Agent;

  constructor(url: string, connections: number) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Posts JSON and gives what comes back. @throws Error where that is no success. */
  async post(path: string, body: unknown, arrived?: (text: string) => void): Promise<string> {
    const text = JSON.stringify(body);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    return await new Promise((resolve, reject) => {
      const sent = request(this.#url + path, { method: "POST", agent: this.#agent, headers }, (response) => {
        let all = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          all += chunk;
          arrived?.(all);
        });
        response.on("end", () => (response.statusCode === 200 ? resolve(all) : reject(new Error(`POST ${path}: ${response.statusCode} ${all}`))));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(text);
    });
  }

  async get(path: string): Promise<string> {
    return await new Promise((resolve, reject) => {
      request(this.#url + path, { agent: this.#agent }, (response) => {
        let all = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (all += chunk));
        response.on("end", () => (response.statusCode === 200 ? resolve(all) : reject(new Error(`GET ${path}: ${response.statusCode} ${all}`))));
      })
        .on("error", reject)
        .end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Makes calls, so many at once, and gives the milliseconds of each and of all. */
export async function load(calls: number, atOnce: number, call: () => Promise<unknown>): Promise<{ readonly each: readonly number[]; readonly ms: number }> {
  const each: number[] = [];
  let left = calls;
  const begun = performance.now();
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const sent = performance.now();
      await call();
      each.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, calls) }, client));
  return { each, ms: performance.now() - begun };
}

/** The value below which a share of some numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
