import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@langchain/langgraph-sdk";
import { refunds } from "./refunds.ts";
import { serve, type Served } from "./serve.ts";

type Input = Readonly<Record<string, string | number>>;

/** A server that asks for keys, on disk, with clients of several people: Ada and Bob run graphs, an operator and an auditor see to them. */
export interface Office extends Served {
  readonly ada: Client;
  readonly bob: Client;
  readonly operator: Client;
  readonly auditor: Client;
  /** A thread of Ada's, run until it stops: at a review, with `order` in `refund`. */
  waiting(graph?: string, input?: Input): Promise<string>;
  /** Runs a thread of Ada's until it stops; without an input it goes on. */
  go(thread: string, graph: string, input?: Input): Promise<void>;
}

export const order: Input = { order: "O-1", amount_minor: 5_000 };

export async function office(): Promise<Office> {
  const data = mkdtempSync(join(tmpdir(), "baton-office-"));
  const here = await serve({ files: refunds, keys: true, data });
  const client = async (who: Parameters<Served["key"]>[0]): Promise<Client> => here.client(await here.key(who));
  const ada = await client({ identity: "ada" });
  const go: Office["go"] = async (thread, graph, input) => {
    await ada.runs.join(thread, (await ada.runs.create(thread, graph, { input: input ?? null })).run_id);
  };
  return {
    ...here,
    ada,
    bob: await client({ identity: "bob" }),
    operator: await client({ identity: "olga", permissions: ["operator"] }),
    auditor: await client({ identity: "aud", permissions: ["auditor"] }),
    go,
    waiting: async (graph = "refund", input = order) => {
      const { thread_id } = await ada.threads.create();
      await go(thread_id, graph, input);
      return thread_id;
    },
    close: async () => {
      await here.close();
      rmSync(data, { recursive: true });
    },
  };
}
