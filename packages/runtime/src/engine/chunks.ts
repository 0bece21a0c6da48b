import { START } from "@langchain/langgraph";
import type { ChunkMode, ChunkWatch } from "./contract.ts";

const modes: ReadonlySet<unknown> = new Set<ChunkMode>(["values", "updates", "messages", "custom", "tasks", "checkpoints", "debug", "events", "tools"]);

function isMode(mode: unknown): mode is ChunkMode {
  return modes.has(mode);
}

/** Where a stream stands in one namespace. */
interface Position {
  /** The checkpoint that the steps under way began at. */
  checkpoint: string;
  /** Chunks of each kind since. */
  counts: Map<string, number>;
  /** Values of a checkpoint that is told next. */
  held: unknown;
}

/**
 * Hands LangGraph's chunks on, where that is wanted with a key made of the checkpoint that its step began at: a step that runs again begins at the same
 * one. For that it needs the mode `checkpoints` besides those that are watched.
 */
export function chunkFeed(watch: ChunkWatch, show: (mode: ChunkMode, payload: unknown) => unknown) {
  const wanted = new Set(watch.modes);
  const positions = new Map<string, Position>();

  const positionOf = (place: string): Position => {
    const known = positions.get(place);
    if (known !== undefined) return known;
    const fresh: Position = { checkpoint: "", counts: new Map(), held: undefined };
    positions.set(place, fresh);
    return fresh;
  };

  const give = (namespace: readonly string[], mode: ChunkMode, payload: unknown): void => {
    if (!wanted.has(mode)) return;
    const position = positionOf(namespace.join("|"));
    const kind = watch.keyed ? kindOf(mode, payload) : undefined;
    if (kind === undefined) return watch.onChunk({ mode, namespace, payload: show(mode, payload) });
    const count = position.counts.get(kind) ?? 0;
    position.counts.set(kind, count + 1);
    watch.onChunk({ mode, namespace, payload: show(mode, payload), key: `${namespace.join("|")}/${position.checkpoint}/${kind}/${count}` });
  };

  const release = (namespace: readonly string[]): void => {
    const position = positionOf(namespace.join("|"));
    if (position.held === undefined) return;
    const { held } = position;
    position.held = undefined;
    give(namespace, "values", held);
  };

  return {
    /** LangGraph's modes to ask for. */
    modes: [...new Set([...watch.modes.filter((mode) => mode !== "events"), ...(watch.keyed ? ["checkpoints" as const] : [])])],

    /** Takes what the stream gave: `[mode, payload]`, or with the namespace before them. */
    take: (chunk: unknown): void => {
      if (!Array.isArray(chunk)) return;
      const [namespace, mode, payload]: readonly unknown[] = chunk.length === 3 ? chunk : [[], ...chunk];
      if (!isMode(mode)) return;
      const path = Array.isArray(namespace) ? namespace.map(String) : [];
      if (mode === "values" && !isInterrupt(payload)) {
        release(path);
        positionOf(path.join("|")).held = payload;
        return;
      }
      if (mode === "checkpoints") {
        const position = positionOf(path.join("|"));
        const checkpoint = checkpointOf(payload);
        if (checkpoint !== position.checkpoint) {
          position.checkpoint = checkpoint;
          position.counts.clear();
        }
        // Who goes on from an input that was not taken in yet is told the values before it; who begins with it is not.
        if (isBeforeInput(payload)) position.held = undefined;
      }
      release(path);
      give(path, mode, payload);
    },

    event: (payload: unknown): void => give([], "events", payload),

    /** What is held when the stream ends. */
    end: (): void => {
      for (const place of positions.keys()) release(place === "" ? [] : place.split("|"));
    },
  };
}

function isInterrupt(payload: unknown): boolean {
  return typeof payload === "object" && payload !== null && "__interrupt__" in payload;
}

function isBeforeInput(payload: unknown): boolean {
  return typeof payload === "object" && payload !== null && "next" in payload && Array.isArray(payload.next) && payload.next.includes(START);
}

function checkpointOf(payload: unknown): string {
  const config: unknown = typeof payload === "object" && payload !== null && "config" in payload ? payload.config : undefined;
  const configurable: unknown = typeof config === "object" && config !== null && "configurable" in config ? config.configurable : undefined;
  return typeof configurable === "object" && configurable !== null && "checkpoint_id" in configurable ? String(configurable.checkpoint_id) : "";
}

/** What a chunk is about, the same when it is said again; undefined where that is not said again in the same words. */
function kindOf(mode: ChunkMode, payload: unknown): string | undefined {
  const fields: Readonly<Record<string, unknown>> = typeof payload === "object" && payload !== null ? { ...payload } : {};
  switch (mode) {
    case "values":
      return isInterrupt(payload) ? "interrupt" : "values";
    case "updates":
      return `updates ${Object.keys(fields)
        .filter((name) => name !== "__metadata__")
        .join(" ")}`;
    case "custom":
      return typeof fields["type"] === "string" ? `custom ${fields["type"]} ${String(fields["node"])} ${String(fields["scope"])}` : "custom";
    case "tasks":
      return `task ${String(fields["id"])} ${"result" in fields ? "result" : "start"}`;
    case "checkpoints":
      return "checkpoint";
    case "debug":
      return `debug ${String(fields["type"])}`;
    case "messages":
    case "events":
    case "tools":
      return undefined;
    default:
      return mode satisfies never;
  }
}
