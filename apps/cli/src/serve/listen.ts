import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { isIPv6 } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { BatonError } from "baton";
import { commandOf, listenerOn } from "./process-facts.ts";

/** A server that listens. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Ports that others have, and who. */
  readonly passed: readonly string[];
  /** Takes no more requests, and ends once those under way are answered, or after `patienceMs`. */
  close(patienceMs: number): Promise<void>;
}

type Fetch = (request: Request) => Response | Promise<Response>;

/** Listens on a port, or on one of the `others` after it where it is in use. @throws BatonError `port_in_use` naming who has it, `address_unusable`. */
export async function listen(fetch: Fetch, host: string, port: number, others = 0): Promise<Listening> {
  const server = createServer(getRequestListener(fetch));
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const refusal = refused(error, host, port);
    if (others === 0 || !(refusal instanceof BatonError) || refusal.code !== "port_in_use") throw refusal;
    const next = await listen(fetch, host, port + 1, others - 1);
    return { ...next, passed: [refusal.message, ...next.passed] };
  }
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  // Every address of this machine is none that a browser can be sent to.
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : isIPv6(host) ? `[${host}]` : host;
  return { url: `http://${name}:${taken}`, port: taken, passed: [], close: async (patienceMs) => await closed(server, patienceMs) };
}

async function closed(server: Server, patienceMs: number): Promise<void> {
  const end = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
  await end;
  clearTimeout(timer);
}

function refused(error: unknown, host: string, port: number): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  if (error.code === "EADDRINUSE") {
    const pid = listenerOn(port);
    const command = pid === undefined ? undefined : commandOf(pid);
    const who = pid === undefined ? "another program" : `process ${pid}${command === undefined ? "" : ` (${command})`}`;
    return new BatonError("port_in_use", "infrastructure", `Port ${port} is in use by ${who}.`, { fix: "Stop that, or take another port with `--port`." });
  }
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND" || error.code === "EACCES") {
    return new BatonError("address_unusable", "infrastructure", `Nothing can listen on ${host}:${port} (${error.code}).`, {
      fix: "Name an address of this machine with `--host`, and a port above 1023 with `--port`.",
    });
  }
  return error;
}
