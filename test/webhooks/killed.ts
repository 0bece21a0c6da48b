import { manualClock } from "@baton/runtime";
import { openSqlite } from "@baton/storage/sqlite";
import { end, job, sender } from "./sender.ts";

// A server that is killed while it sends: argv holds its database, where the webhook goes, and the time.
const [file = "", url = "", now = "0"] = process.argv.slice(2);
const hooks = sender(manualClock(Number(now)), [new URL(url).origin], { storage: openSqlite({ file }) });
await hooks.notify(job, url, end);
await hooks.run(new AbortController().signal);
