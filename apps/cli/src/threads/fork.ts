import type { Json } from "@baton/core";
import type { Baton } from "baton";
import { type Exit, exit, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { parseJson } from "../running/json.ts";
import { command } from "../running/go-on.ts";
import { openThread } from "../running/open.ts";
import { textOf } from "../running/text-file.ts";
import type { ThreadOptions } from "./show.ts";

export interface ForkOptions extends ThreadOptions {
  readonly at: string;
  readonly set?: readonly string[];
}

/** Moves a thread's head to a branch from one of its checkpoints. */
export async function forkThread(id: string, { at, set = [], json, data, graph }: ForkOptions, io: Io): Promise<Exit> {
  const values: Record<string, Json> = {};
  for (const written of set) {
    const [name, ...rest] = written.split("=");
    if (name === undefined || rest.length === 0) throw new Refusal("json_invalid", `\`--set ${written}\` needs a channel and its value, as channel=json.`);
    const text = rest.join("=");
    values[name] = parseJson(text.startsWith("@") ? await textOf(text.slice(1), io) : text, `The value of \`${name}\``);
  }
  const { baton, thread } = await openThread(id, { data, graph });
  try {
    const checkpoint = await checkpointAt(baton, thread, at);
    const head = await baton.fork(thread, checkpoint, { values });
    if (json === true) io.out(JSON.stringify(head, undefined, 2));
    else io.out(`Thread ${thread} stands at a new branch from ${checkpoint}. Go on with:\n  ${io.paint("link", command(io, { data }, "resume", thread))}`);
    return exit.done;
  } finally {
    await baton.close();
  }
}

/** A checkpoint by its id, or by its step where there is one of that number. @throws Refusal where several branches have it. */
async function checkpointAt(baton: Baton, thread: string, at: string): Promise<string> {
  if (!/^-?\d{1,6}$/.test(at)) return at;
  const [found, another] = (await baton.history(thread)).filter(({ step }) => step === Number(at));
  if (another !== undefined)
    throw new Refusal(
      "checkpoint_ambiguous",
      `Thread ${thread} has several checkpoints of step ${at}, on different branches.`,
      "Name the checkpoint instead of its step.",
    );
  return found?.checkpoint ?? at;
}
