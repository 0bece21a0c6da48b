import type { Storage } from "baton";
import { type Exit, exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { table } from "../render/table.ts";
import { moment } from "../render/time.ts";
import { hasRuns, openData } from "../running/open.ts";
import { threadWords } from "./words.ts";

type Thread = Awaited<ReturnType<Storage["threads"]["list"]>>[number];

export interface ListOptions {
  readonly status?: Thread["status"];
  readonly limit: number;
  readonly json?: true;
  readonly data: string;
}

/** Prints threads, newest first. */
export async function listThreads({ status, limit, json, data }: ListOptions, io: Io): Promise<Exit> {
  const threads = hasRuns(data) ? await read(data, { limit, ...(status === undefined ? {} : { status }) }) : [];
  if (json === true) io.out(JSON.stringify(threads, undefined, 2));
  else if (threads.length === 0) io.out(status === undefined ? "No threads yet." : `No thread is ${threadWords[status].toLowerCase()}.`);
  else {
    const rows = threads.map(({ id, graph, status: stands, updatedAt }) => [id, graph, threadWords[stands], moment(updatedAt, io.now())]);
    io.out(table({ head: ["thread", "graph", "status", "updated"], rows }, io.paint, Infinity).join("\n"));
  }
  return exit.done;
}

async function read(data: string, filter: { readonly limit: number; readonly status?: Thread["status"] }): Promise<readonly Thread[]> {
  const storage = openData(data);
  try {
    return await storage.threads.list(filter);
  } finally {
    await storage.close();
  }
}
