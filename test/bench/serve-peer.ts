// LangGraph's own dev server in a process of its own. Arguments: the folder that it keeps its state in.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { z } from "zod";

const [cwd = "."] = process.argv.slice(2);
const file = createRequire(new URL("../peers/agent-server/package.json", import.meta.url)).resolve("@langchain/langgraph-api/server");
const served: unknown = await import(pathToFileURL(file).href);
const started = z.custom<Promise<unknown>>((value) => value instanceof Promise);
const { startServer } = z.object({ startServer: z.function({ input: [z.unknown()], output: started }) }).parse(served);
const graphs = new URL("serve-graphs.ts", import.meta.url).pathname;
const options = { port: 0, host: "127.0.0.1", nWorkers: 10, cwd, graphs: { steps: `${graphs}:steps`, asking: `${graphs}:asking` } };
const { host } = z.object({ host: z.string() }).parse(await startServer(options));
console.log(JSON.stringify({ url: `http://${host}` }));
