import { isJsonObject, type Json, type JsonObject, type JsonSchema, validator } from "@baton/core";
import { BatonError } from "baton";
import { Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { asJson, parseJson } from "../running/json.ts";
import { textOf } from "../running/text-file.ts";

/** What `--input` gave; notes say how texts were read, for whoever finds that they do not fit. */
export interface ReadInput {
  readonly input: JsonObject;
  readonly notes: readonly string[];
}

const pair = /^([A-Za-z_]\w*)=([\s\S]*)$/;

/** Reads every `--input`, later ones over earlier ones. @throws Refusal where a file is missing or is no JSON object. */
export async function readInput(given: readonly string[], values: ReadonlyMap<string, { readonly schema: JsonSchema }>, io: Io): Promise<ReadInput> {
  const input: Record<string, Json> = {};
  const notes: string[] = [];
  const pairs = new Set<string>();
  for (const written of given) {
    const [, key, value] = pair.exec(written) ?? [];
    if (key === undefined || value === undefined) {
      Object.assign(input, await objectOf(written, io));
      continue;
    }
    if (pairs.has(key)) throw new Refusal("input_invalid", `\`${key}\` is given twice; give it once.`);
    pairs.add(key);
    const text = value.startsWith("@") ? await textOf(value.slice(1), io) : value;
    const read = channelValue(text, values.get(key)?.schema ?? true);
    input[key] = read.value;
    if (read.problem !== undefined) notes.push(`\`${key}\` was taken as text, because it is not JSON: ${read.problem}.`);
  }
  return { input, notes };
}

async function objectOf(path: string, io: Io): Promise<JsonObject> {
  const value = parseJson(await textOf(path, io), path === "-" ? "Standard input" : path);
  if (!isJsonObject(value))
    throw new Refusal("input_invalid", `${path === "-" ? "Standard input" : path} has no JSON object in it; an input is one, with a key for each channel.`);
  return value;
}

/** Text for channels of text, else JSON. */
function channelValue(
  text: string,
  schema: JsonSchema,
): {
  readonly value: Json;
  readonly problem?: string;
} {
  if (typeof schema !== "boolean" && schema["type"] === "string") return { value: text };
  const read = asJson(text);
  if (read.ok) return { value: read.value };
  return validator(schema)(text).ok ? { value: text } : { value: text, problem: read.problem };
}

/** Adds the notes to what a check of the input complains about. */
export async function withNotes<T>(notes: readonly string[], check: () => T): Promise<Awaited<T>> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof BatonError) || notes.length === 0) throw error;
    throw new BatonError(error.code, error.layer, `${error.message} ${notes.join(" ")}`, error.fix === undefined ? {} : { fix: error.fix });
  }
}
