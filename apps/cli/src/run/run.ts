import { type Actor, openBaton } from "baton";
import type { Exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { drive } from "../running/drive.ts";
import { findGraph } from "../running/graph-path.ts";
import { tellNotes } from "../running/open.ts";
import { readInput, withNotes } from "./input.ts";

export interface RunOptions {
  readonly input?: readonly string[];
  readonly thread?: string;
  readonly offline?: true;
  readonly json?: true;
  readonly data: string;
  readonly user?: string;
  readonly debug?: true;
}

/** Runs a graph from an input. */
export async function run(path: string, options: RunOptions, io: Io): Promise<Exit> {
  const { data, json = false, offline = false } = options;
  findGraph(path);
  const actor: Actor | undefined = options.user === undefined ? undefined : { id: options.user, roles: "all" };
  const baton = await openBaton({ graph: path, data, offline, debug: options.debug ?? false, ...(actor === undefined ? {} : { actor }) });
  try {
    const { input, notes } = await readInput(options.input ?? [], baton.graph?.channels ?? new Map(), io);
    await withNotes(notes, () => baton.compiled?.checkInput(input));
    tellNotes(baton, io);
    const { thread } = options;
    const known = thread === undefined ? undefined : await baton.storage.threads.get(thread);
    return await drive(
      async (watching) => {
        const result = await baton.run({ input, ...watching, ...(thread === undefined ? {} : { thread }), metadata: { offline } });
        // A thread that goes on keeps what it was told at first: the model of its last run counts.
        if (known !== undefined) await baton.storage.threads.update(known.id, { metadata: { ...known.metadata, offline } });
        return result;
      },
      { baton, io, json, place: { data }, actor },
    );
  } finally {
    await baton.close();
  }
}
