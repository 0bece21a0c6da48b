import { join } from "node:path";
import { backupSqlite } from "baton";
import { type Exit, exit, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { size } from "../render/size.ts";
import { hasRuns } from "../running/open.ts";

export interface BackupOptions {
  readonly json?: true;
  readonly data: string;
}

/** Copies the data folder's file as it is at this moment. */
export async function backupThreads(file: string, { json, data }: BackupOptions, io: Io): Promise<Exit> {
  if (!hasRuns(data)) throw new Refusal("thread_unknown", `There is nothing to copy: no runs are kept in ${data}.`, "Name the folder with `--data`.");
  const bytes = await backupSqlite({
    file: join(data, "baton.db"),
    to: file,
    onProgress: (done, of) => {
      if (io.live) io.draw(`\r\u001b[K${io.paintErr("quiet", `${Math.floor((done / Math.max(of, 1)) * 100)} % copied`)}`);
    },
  }).finally(() => {
    if (io.live) io.draw("\r\u001b[K");
  });
  if (json === true) io.out(JSON.stringify({ file, bytes }));
  else io.out(`${file} has all runs as they are now, ${size(bytes)}. To go back to it, make it the \`baton.db\` of a data folder.`);
  return exit.done;
}
