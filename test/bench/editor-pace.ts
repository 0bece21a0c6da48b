import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

/** A server in front of another that lets the events of runs through at a steady pace. */
export interface Paced {
  readonly url: string;
  /** Events of runs that it has passed on. */
  passed(): number;
  close(): void;
}

const everyMs = 10;

/** Passes everything on to a server and back; what a run's stream tells comes so many events a second. */
export async function pacedServer(target: string, perSecond: number): Promise<Paced> {
  let count = 0;
  const front = createServer((asked, response) => {
    // The server answers its own pages alone.
    const { origin, ...others } = asked.headers;
    const headers = { ...others, host: new URL(target).host, ...(origin === undefined ? {} : { origin: target }) };
    const passed = request(target + (asked.url ?? "/"), { method: asked.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      const run = /\/runs\/[^/]+\/stream/.test(asked.url ?? "") && String(answer.headers["content-type"]).startsWith("text/event-stream");
      if (run) pace(answer, response, perSecond / 1000, (events) => (count += events));
      else answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    response.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  const address = front.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    passed: () => count,
    close: () => {
      front.closeAllConnections();
      front.close();
    },
  };
}

function pace(from: IncomingMessage, to: ServerResponse, perMs: number, passed: (events: number) => void): void {
  let waiting = "";
  let last = performance.now();
  let due = 0;
  let over = false;
  from.setEncoding("utf8");
  from.on("data", (text: string) => (waiting += text));
  from.on("end", () => (over = true));
  const timer = setInterval(() => {
    due += (performance.now() - last) * perMs;
    last = performance.now();
    for (; due >= 1; due -= 1) {
      const end = waiting.indexOf("\n\n");
      if (end < 0) {
        due = 0;
        break;
      }
      to.write(waiting.slice(0, end + 2));
      waiting = waiting.slice(end + 2);
      passed(1);
    }
    if (over && !waiting.includes("\n\n")) {
      clearInterval(timer);
      to.end(waiting);
    }
  }, everyMs);
  to.on("close", () => clearInterval(timer));
}
