export { openSqlite, type SqliteOptions } from "./storage.ts";
