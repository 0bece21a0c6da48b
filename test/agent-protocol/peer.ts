import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const script = join(import.meta.dirname, "../peers/agent-server/serve.ts");

/** Starts LangGraph's own development server on graphs in code, by name as `langgraph.json` has them, with paths that are absolute. */
export async function startPeer(graphs: Readonly<Record<string, string>>): Promise<{ readonly url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "agent-server-"));
  const child = fork(script, [JSON.stringify(graphs), folder], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, LANGSMITH_TRACING: "false", LANGCHAIN_TRACING_V2: "false", LOG_LEVEL: "error" },
  });
  let told = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (told += text));
  const ended = once(child, "exit");
  const started: unknown = await Promise.race([
    once(child, "message"),
    ended.then(() => Promise.reject(new Error(`LangGraph's server did not start: ${told}`))),
  ]);
  const [{ url }] = z.tuple([z.object({ url: z.string() }), z.unknown()]).parse(started);
  return {
    url,
    close: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
