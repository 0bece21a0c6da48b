import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { createLog, createServer, type ServerDeps } from "@baton/server";
import { newKey, type NewKey } from "@baton/server/keys";
import { manualClock, openServing } from "baton";
import { type World, world } from "../cli/world.ts";
import { type Answer, type Attack, attack } from "./raw.ts";

type Terms = Partial<Parameters<typeof newKey>[0]>;

/** A real server that asks for keys, over a folder of graphs and a database on disk. */
export interface Target {
  readonly url: string;
  readonly here: World;
  readonly clock: ReturnType<typeof manualClock>;
  /** Everything that it has written to its log. */
  logged(): string;
  /** A new key, for an identity that may do what is said. */
  key(identity: string, terms?: Terms): Promise<string>;
  /** The same, with the row that is kept of it. */
  made(identity: string, terms?: Terms): Promise<NewKey>;
  /** Sends a request with a key, or without one. */
  call(key: string | undefined, path: string, request?: Attack): Promise<Answer>;
  readonly deps: ServerDeps;
  close(): Promise<void>;
}

const limits: ServerDeps["limits"] = { bodyBytes: 100_000, jsonDepth: 60, requestMs: 1_000, queue: 100, workers: 2, streamBytes: 1_000_000 };

export interface TargetOptions {
  /** Puts more into its folder first. */
  readonly prepare?: (here: World) => void;
  readonly access?: Partial<ServerDeps["access"]>;
  /** Variables of its environment; models are called where there are any, and scripted otherwise. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Any JSON goes in and comes out. */
const echo = `
baton: 1
id: echo
goal: Give back what came.
state: { data: object, back: object }
input: [data]
outcomes: { done: [back] }
nodes: { copy: { kind: transform, writes: { back: data } } }
edges: [start -> copy, copy -> end]
`;

/** Starts one. */
export async function target({ prepare, access = {}, env }: TargetOptions = {}): Promise<Target> {
  const here = await world();
  here.write("echo/graph.yaml", echo);
  prepare?.(here);
  const clock = manualClock(Date.parse("2026-11-20T12:00:00Z"));
  const serving = openServing({
    graphs: here.folder,
    data: join(here.folder, "data"),
    offline: env === undefined,
    ungoverned: true,
    people: true,
    clock,
    env: env ?? {},
  });
  const lines: string[] = [];
  const deps: ServerDeps = {
    ...serving,
    access: { auth: "keys", hosts: ["127.0.0.1"], origins: ["https://chat.example"], webhookHosts: [], ...access },
    limits,
    webhookSecrets: ["a secret that receivers share"],
    log: createLog({ level: "trace", version: "0", to: { write: (line) => void lines.push(line) } }),
    version: "0",
  };
  const server = createServer(deps);
  const http = createHttpServer(getRequestListener(server.app.fetch));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  await server.start();
  const address = http.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const made: Target["made"] = async (identity, terms = {}) => {
    const key = newKey({ identity, permissions: [], roles: [], quota: {}, expiresAt: undefined, ...terms }, clock.now());
    await serving.storage.keys.add(key.row);
    return key;
  };
  return {
    url,
    here,
    clock,
    deps,
    logged: () => lines.join(""),
    made,
    key: async (identity, terms) => (await made(identity, terms)).key,
    call: async (key, path, { headers = {}, ...request } = {}) =>
      await attack(url, path, { ...request, headers: { ...(key === undefined ? {} : { "x-api-key": key }), ...headers } }),
    close: async () => {
      await server.drain();
      http.closeAllConnections();
      http.close();
      await serving.close();
      here.remove();
    },
  };
}
