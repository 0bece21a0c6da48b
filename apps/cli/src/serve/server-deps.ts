import { existsSync } from "node:fs";
import { join } from "node:path";
import { createLog, type ServerDeps, type Telemetry } from "@baton/server";
import type { Serving } from "baton";
import type { Io } from "../process/io.ts";
import { logLines } from "./log-lines.ts";
import type { ServeOptions } from "./serve.ts";

export const serverVersion = "0.1.0";
const editor = join(import.meta.dirname, "../../../editor/dist");

const limits: ServerDeps["limits"] = {
  bodyBytes: 8_000_000,
  jsonDepth: 64,
  requestMs: 30_000,
  queue: 10_000,
  workers: 16,
  streamBytes: 4_000_000,
};

/** What the server is made of, by what the command line and the environment say. */
export function serverDeps(serving: Serving, options: ServeOptions, telemetry: Telemetry, io: Io): ServerDeps {
  const { storage, clock, engine, catalogue, workspace } = serving;
  const { host, keys, allowHost = [], allowOrigin = [], webhookHost = [] } = options;
  const secrets = io.env["BATON_WEBHOOK_SECRET"];
  return {
    storage,
    clock,
    engine,
    catalogue,
    workspace,
    access: {
      auth: keys === true ? "keys" : "local",
      hosts: ["localhost", "127.0.0.1", "[::1]", host, ...allowHost],
      origins: allowOrigin,
      webhookHosts: webhookHost,
    },
    limits,
    log: createLog({ level: io.env["LOG_LEVEL"] ?? (io.live ? "warn" : "info"), version: serverVersion, to: logLines(io) }),
    ...(secrets === undefined || secrets === "" ? {} : { webhookSecrets: secrets.split(",") }),
    telemetry,
    offline: options.offline ?? false,
    ...(existsSync(join(editor, "index.html")) ? { editor } : {}),
    version: serverVersion,
  };
}
