import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** A webhook as it came in. */
interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody's server that webhooks go to. */
export interface Receiver {
  readonly host: string;
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves when so many have come. */
  came(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Answers the n-th request (from 0) with a status, or as the function does. */
export async function startReceiver(answer: (n: number, response: ServerResponse) => number | undefined = () => 200): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      received.push({ path: request.url ?? "", headers: request.headers, body });
      const status = answer(received.length - 1, response);
      if (status !== undefined) response.writeHead(status).end("ok");
      server.emit("came");
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver has no port");
  const host = `localhost:${address.port}`;
  return {
    host,
    url: `http://${host}/hooks/run`,
    received,
    came: async (count) => {
      while (received.length < count) await once(server, "came");
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
