import type { Baton } from "baton";
import { type Exit, exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { table } from "../render/table.ts";
import { inline } from "../render/text.ts";
import { moment } from "../render/time.ts";
import { openThread } from "../running/open.ts";
import type { ThreadOptions } from "./show.ts";

type Entry = Awaited<ReturnType<Baton["history"]>>[number];

/** Prints a thread's checkpoints, newest first, with what each step changed. */
export async function showHistory(id: string, { json, data, graph }: ThreadOptions, io: Io): Promise<Exit> {
  const { baton, thread } = await openThread(id, { data, graph });
  try {
    const entries = await baton.history(thread);
    if (json === true) {
      io.out(JSON.stringify(entries, undefined, 2));
      return exit.done;
    }
    const byId = new Map(entries.map((entry) => [entry.checkpoint, entry]));
    const rows = entries.map((entry) => {
      const changed = changes(entry, entry.parent === undefined ? undefined : byId.get(entry.parent));
      const next = entry.next.length === 0 ? "(end)" : entry.next.map(nodeName).join(", ");
      return [
        String(entry.step),
        moment(Date.parse(entry.at), io.now()),
        entry.source === "update" ? "fork" : "",
        changed.map(inline).join(", "),
        next,
        entry.checkpoint,
      ];
    });
    io.out(table({ head: ["step", "at", "", "changed", "next", "checkpoint"], rows, numbers: new Set([0]) }, io.paint, Infinity).join("\n"));
    return exit.done;
  } finally {
    await baton.close();
  }
}

/** An agent's inner steps carry its name. */
function nodeName(name: string): string {
  return name === "__start__" ? "(start)" : name;
}

/** Channels whose values differ from the checkpoint before. */
function changes({ values }: Entry, before: Entry | undefined): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => (JSON.stringify(value) === JSON.stringify(before?.values[name]) ? [] : [name]));
}
