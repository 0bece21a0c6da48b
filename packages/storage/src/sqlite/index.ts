export { type BackupOptions, backupSqlite } from "./backup.ts";
export { openSqlite, type SqliteOptions } from "./storage.ts";
