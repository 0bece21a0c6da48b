import { bundle, isJsonObject, type JsonSchema } from "@baton/core";
import { openBaton } from "baton";
import { type Exit, exit } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { inline } from "../render/text.ts";
import { readInput, withNotes } from "../run/input.ts";
import { command } from "../running/go-on.ts";
import { openData } from "../running/open.ts";

export interface SendOptions {
  readonly input?: readonly string[];
  readonly thread?: string;
  readonly id?: string;
  readonly graph?: string;
  readonly json?: true;
  readonly data: string;
}

/** Keeps an event, and tells which threads can go on with it. */
export async function send(name: string, options: SendOptions, io: Io): Promise<Exit> {
  const { data, graph, thread, id = crypto.randomUUID() } = options;
  await openData(data, "No run could use the event").close();
  const baton = await openBaton({ data, ...(graph === undefined ? {} : { graph }) });
  try {
    const schema = await baton.eventSchema(name, thread);
    const { input, notes } = await readInput(options.input ?? [], fieldsOf(schema), io);
    const wakes = await withNotes(notes, () => baton.send({ name, payload: input, id, ...(thread === undefined ? {} : { thread }) }));
    if (options.json === true) {
      io.out(JSON.stringify({ event: name, id, wakes: wakes.map((wait) => ({ thread: wait.thread, node: wait.node, wait: wait.id })) }, undefined, 2));
      return exit.done;
    }
    const threads = [...new Set(wakes.map((wait) => wait.thread))];
    for (const line of told(inline(name), threads)) io.out(line);
    for (const each of threads) io.out(`  ${io.paint("link", command(io, { data }, "resume", each))}`);
    return exit.done;
  } finally {
    await baton.close();
  }
}

function told(name: string, threads: readonly string[]): readonly string[] {
  switch (threads.length) {
    case 0:
      return [`The event ${name} is kept. No run waits for it now; one that began before and comes to wait for it will use it.`];
    case 1:
      return [`The event ${name} is kept, and a run waits for it. Go on with:`];
    default:
      return [`The event ${name} is kept, and ${threads.length} runs wait for it. The first to go on uses it:`];
  }
}

/** Fields of a payload, so that texts are read as what they must be. */
function fieldsOf(schema: JsonSchema): ReadonlyMap<string, { readonly schema: JsonSchema }> {
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  if (properties === undefined || !isJsonObject(properties)) return new Map();
  return new Map(Object.entries(properties).map(([name, property]) => [name, { schema: bundle(property, schema) }]));
}
