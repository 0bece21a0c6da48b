// A process that is killed at a moment of its work with an agent elsewhere; started by remote.test.ts with a folder, the moment and what the agent does.
import { join } from "node:path";
import { openBaton, openSqlite } from "baton";
import { remoteHost } from "../remote-server/host.ts";
import { moments, telling } from "./moments.ts";

const [folder = "", moment = "", effect] = process.argv.slice(2);
const { storage, writes } = telling(openSqlite({ file: join(folder, "baton.db") }), moments(folder, moment));
const host = remoteHost({ effect: effect === "write" ? "write" : "read" });
const baton = await openBaton({ graph: join(import.meta.dirname, "../remote-server/graph"), host, storage });
const result = await baton.run({ thread: "t1", input: { vendor: { vat_id: "DE1" } } });
await baton.close();
process.stdout.write(JSON.stringify({ writes: writes(), outcome: result.outcome }));
