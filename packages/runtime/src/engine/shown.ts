import type { Json } from "@baton/core";
import { unescapeLc } from "../gateway/ingress.ts";
import { toldMessages } from "../compile/messages.ts";
import type { ChunkMode } from "./contract.ts";

/** Channels and settings that are Baton's own: `$run`, `x$`, `baton_lease`, LangGraph's `__pregel_...`. */
function isInner(name: string): boolean {
  return name.startsWith("$") || name.endsWith("$") || name.startsWith("baton_") || name.startsWith("__pregel") || name.startsWith("branch:to:");
}

/** What Baton's channels are told with a write: the value itself is inside. */
const wrapped = ["$merge", "__overwrite__"] as const;

/** A document's channels as they may be seen outside: the declared ones, with data as it was sent. */
export function shownValues(values: unknown): Record<string, unknown> {
  return Object.fromEntries(entriesOf(values).flatMap(([name, value]) => (isInner(name) ? [] : [[name, toldMessages(outside(value))]])));
}

/** One chunk of a document's stream as it may be seen outside. */
export function shownPayload(mode: ChunkMode, payload: unknown): unknown {
  switch (mode) {
    case "values":
      return shownValues(payload);
    case "updates":
      return Object.fromEntries(entriesOf(payload).map(([node, update]) => [node, shownUpdate(node, update)]));
    case "messages":
      return Array.isArray(payload) ? [payload[0], shownValues(payload[1])] : payload;
    case "tasks":
      return shownTask(payload);
    case "checkpoints":
      return shownCheckpoint(payload);
    case "debug": {
      const { payload: inner, ...rest } = Object.fromEntries(entriesOf(payload));
      return { ...rest, payload: rest["type"] === "checkpoint" ? shownCheckpoint(inner) : shownTask(inner) };
    }
    case "events":
      return shownDeep(payload);
    case "custom":
    case "tools":
      return payload;
    default:
      return mode satisfies never;
  }
}

/** What runs inside reports its inputs and outputs whole: channels, writes by channel and settings, wherever they stand. */
function shownDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isInnerWrite(item)).map(shownDeep);
  if (typeof value !== "object" || value === null) return typeof value === "string" && isInner(value) ? "" : value;
  // Messages say themselves how they are written.
  if ("toDict" in value) return value;
  return Object.fromEntries(entriesOf(value).flatMap(([name, item]) => (isInner(name) || typeof item === "function" ? [] : [[name, shownDeep(item)]])));
}

/** A write as Baton's steps make it: channel and value. */
function isInnerWrite(item: unknown): boolean {
  return Array.isArray(item) && item.length === 2 && typeof item[0] === "string" && isInner(item[0]);
}

function shownUpdate(node: string, update: unknown): unknown {
  if (node.startsWith("__")) return outside(update);
  if (Array.isArray(update)) return update.map((each: unknown) => shownUpdate(node, each));
  return typeof update === "object" && update !== null ? unwrapped(update) : update;
}

function unwrapped(written: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]: [string, unknown]) => {
      if (isInner(name)) return [];
      // A channel that a run begins with: with the input for it, if there is one.
      const { $begin } = Object.fromEntries(entriesOf(value));
      if (Array.isArray($begin)) return $begin.map((input: unknown) => [name, toldMessages(outside(input))]);
      const mark = wrapped.find((each) => typeof value === "object" && value !== null && Object.hasOwn(value, each));
      return [[name, toldMessages(outside(mark === undefined ? value : Object.fromEntries(entriesOf(value))[mark]))]];
    }),
  );
}

/** A task of a document as it may be seen outside. */
export function shownTask(task: unknown): Record<string, unknown> {
  return Object.fromEntries(
    entriesOf(task).map(([key, value]) => {
      switch (key) {
        case "input":
        case "metadata":
          return [key, shownValues(value)];
        case "result":
          return [key, typeof value === "object" && value !== null ? unwrapped(value) : value];
        case "interrupts":
          return [key, outside(value)];
        default:
          return [key, value];
      }
    }),
  );
}

function shownCheckpoint(checkpoint: unknown): unknown {
  return Object.fromEntries(
    entriesOf(checkpoint).map(([key, value]) => {
      switch (key) {
        case "values":
          return [key, shownValues(value)];
        case "tasks":
          return [key, Array.isArray(value) ? value.map(shownTask) : value];
        case "config":
        case "parentConfig":
          return [key, shownConfig(value)];
        default:
          return [key, value];
      }
    }),
  );
}

/** Which checkpoint, and no more: the rest of a config is how the run was made. */
function shownConfig(config: unknown): unknown {
  const { configurable } = Object.fromEntries(entriesOf(config));
  if (configurable === undefined) return config;
  const known = ["thread_id", "checkpoint_id", "checkpoint_ns", "checkpoint_map"];
  return { configurable: Object.fromEntries(entriesOf(configurable).filter(([name]) => known.includes(name))) };
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** Data as it was outside. Documents' channels and interrupts hold JSON; anything else stays as it is. */
function outside(value: unknown): unknown {
  return isJson(value) ? unescapeLc(value) : value;
}

function isJson(value: unknown): value is Json {
  return value !== undefined && typeof value !== "function";
}
