// LangGraph's own development server in a process of its own, for comparisons: `fork(serve.ts, [JSON of graphs, folder to work in])`, which sends `{ url }`.
import { startServer } from "@langchain/langgraph-api/server";

/** Jobs are found by polling, each worker at random within a second: many workers make it answer soon. */
const nWorkers = 20;

const [graphs = "{}", cwd = "."] = process.argv.slice(2);
const { host } = await startServer({ port: 0, host: "127.0.0.1", nWorkers, cwd, graphs: JSON.parse(graphs) });
process.send?.({ url: `http://${host}` });
// It goes with whoever started it.
process.once("disconnect", () => process.exit());
