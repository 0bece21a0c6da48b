import { openSqlite } from "@baton/storage/sqlite";
import { storageConformance } from "./storage.ts";

storageConformance("sqlite", async () => openSqlite({ file: ":memory:" }));
