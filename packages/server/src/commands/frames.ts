import type { Chunk, Clock } from "@baton/runtime";
import { z } from "zod";
import type { Frame } from "../streams/frames.ts";
import { serialise } from "../streams/serialise.ts";
import { Lifecycle } from "./lifecycle.ts";
import { readMessage, StreamedMessage, wholeMessage } from "./messages.ts";

/** What is streamed for a job that the protocol's clients watch. */
export const protocolModes = ["values", "updates", "messages-tuple", "custom", "tasks", "checkpoints", "tools"] as const;

type Fields = Readonly<Record<string, unknown>>;

/** One event before it has its number: `event` is its method and namespace, `data` its `params`. */
interface Event {
  readonly method: string;
  readonly namespace: readonly string[];
  readonly data: unknown;
  readonly node?: string;
  readonly key?: string | undefined;
}

/** Turns chunks into frames. */
export interface Framer {
  take(chunk: Chunk): readonly Frame[];
  /** What is left when no more chunks come. */
  end(): readonly Frame[];
}

/** Turns chunks into events of LangGraph's streaming protocol, one frame for each, in the shapes that its server gives them. */
export function protocolFramer(clock: Pick<Clock, "now">): Framer {
  const lifecycle = new Lifecycle();
  const messages = new Map<string, StreamedMessage>();
  const whole = new Set<string>();
  const asked = new Set<string>();
  const held = new Map<string, Event>();

  const frame = ({ method, namespace, data, node, key }: Event): Frame => ({
    event: [method, ...namespace].join("|"),
    data: serialise({ namespace, timestamp: clock.now(), ...(node === undefined ? {} : { node }), data }),
    ...(key === undefined ? {} : { key }),
  });

  /** People are asked once for each interrupt, however many modes tell of it. */
  const requests = (namespace: readonly string[], interrupts: unknown): readonly Event[] =>
    interruptsOf(interrupts).flatMap(({ id, value }) => {
      if (asked.has(id)) return [];
      asked.add(id);
      return [{ method: "input.requested", namespace, data: { interrupt_id: id, payload: value }, key: `input/${id}` }];
    });

  const said = ({ namespace, payload }: Chunk): readonly Event[] => {
    const read = readMessage(payload);
    if (read === undefined) return [];
    const { message, chunk, node } = read;
    const place = namespace.join("|");
    const tell = (data: readonly unknown[]): readonly Event[] =>
      data.map((each) => ({ method: "messages", namespace, data: each, ...(node === undefined ? {} : { node }) }));
    if (chunk === undefined) {
      if (message.id === undefined || whole.has(message.id)) return [];
      whole.add(message.id);
      return tell(wholeMessage(message));
    }
    const id = chunk.id ?? place;
    const known = messages.get(place);
    const ended = known === undefined || known.id === id ? [] : known.end();
    const current = known !== undefined && known.id === id ? known : new StreamedMessage(id);
    messages.set(place, current);
    whole.add(id);
    return tell([...ended, ...current.take(chunk)]);
  };

  /** A task that is done says nothing more. */
  const silenced = (namespace: readonly string[], task: Fields): readonly Event[] => {
    const inside = [...namespace, `${String(task["name"])}:${String(task["id"])}`];
    const place = inside.join("|");
    const message = messages.get(place);
    messages.delete(place);
    return (message?.end() ?? []).map((data) => ({ method: "messages", namespace: inside, node: String(task["name"]), data }));
  };

  const eventsOf = (chunk: Chunk): readonly Event[] => {
    const { mode, namespace, payload, key } = chunk;
    const fields = fieldsOf(payload);
    switch (mode) {
      case "values": {
        const { __interrupt__, ...values } = fields;
        const asks = requests(namespace, __interrupt__);
        return Object.keys(values).length === 0 ? asks : [...asks, { method: "values", namespace, data: values, key }];
      }
      case "checkpoints": {
        const envelope = envelopeOf(payload);
        return envelope === undefined ? [] : [{ method: "checkpoints", namespace, data: envelope, key }];
      }
      case "updates": {
        const { __interrupt__, __metadata__: _, ...updates } = fields;
        const asks = requests(namespace, __interrupt__);
        return [
          ...asks,
          ...Object.entries(updates).map(([node, update]) => ({ method: "updates", namespace, node, data: valuesOf(update), key: key && `${key}/${node}` })),
        ];
      }
      case "tasks": {
        const ended = "result" in fields || "error" in fields ? [...silenced(namespace, fields), ...lifecycle.ended(namespace, fields)] : [];
        return [...ended, { method: "tasks", namespace, data: payload, key }];
      }
      case "messages":
        return said(chunk);
      case "custom": {
        const { name, payload: inner } = fields;
        const named = typeof name === "string" && inner !== undefined;
        return [{ method: named ? `custom:${name}` : "custom", namespace, data: named ? payload : { payload }, key }];
      }
      case "tools":
        return [{ method: "tools", namespace, data: toolOf(fields) }];
      case "debug":
      case "events":
        return [];
      default:
        return mode satisfies never;
    }
  };

  return {
    take: (chunk) => {
      const place = chunk.namespace.join("|");
      const started = chunk.mode === "messages" ? [] : lifecycle.seen(chunk.namespace);
      const events = eventsOf(chunk);
      // A checkpoint is told right before its values, so that clients know which belong together; LangGraph gives them the other way round.
      const waiting = held.get(place);
      held.delete(place);
      const before = waiting === undefined ? [] : [waiting];
      const last = events.at(-1);
      if (last?.method === "values") {
        held.set(place, last);
        return [...before, ...started, ...events.slice(0, -1)].map(frame);
      }
      return (chunk.mode === "checkpoints" ? [...started, ...events, ...before] : [...before, ...started, ...events]).map(frame);
    },
    end: () => {
      const left = [...held.values()];
      held.clear();
      return left.map(frame);
    },
  };
}

const interruptSchema = z.array(z.object({ id: z.string(), value: z.unknown() })).catch([]);

function interruptsOf(value: unknown): readonly { readonly id: string; readonly value: unknown }[] {
  return interruptSchema.parse(value).map(({ id, value: payload }) => ({ id, value: payload }));
}

const checkpointSchema = z.object({
  config: z.object({ configurable: z.object({ checkpoint_id: z.string() }) }),
  parentConfig: z
    .object({ configurable: z.object({ checkpoint_id: z.string() }) })
    .optional()
    .catch(undefined),
  metadata: z.object({ step: z.number(), source: z.string() }),
});

/** The light form of a checkpoint: what a history is drawn of, and where a fork begins. */
function envelopeOf(payload: unknown): Fields | undefined {
  const read = checkpointSchema.safeParse(payload).data;
  if (read === undefined) return undefined;
  const parent = read.parentConfig?.configurable.checkpoint_id;
  return { id: read.config.configurable.checkpoint_id, ...(parent === undefined ? {} : { parent_id: parent }), ...read.metadata };
}

function valuesOf(update: unknown): unknown {
  return typeof update === "object" && update !== null ? update : { value: update };
}

/** A tool that LangChain runs, in the protocol's words. */
function toolOf({ event, toolCallId, name, input, data, output, error }: Fields): Fields {
  const call = { tool_call_id: typeof toolCallId === "string" ? toolCallId : "" };
  switch (event) {
    case "on_tool_start":
      return { event: "tool-started", ...call, tool_name: typeof name === "string" ? name : "unknown", input };
    case "on_tool_event":
      return { event: "tool-output-delta", ...call, delta: typeof data === "string" ? data : serialise(data ?? "") };
    case "on_tool_end":
      return { event: "tool-finished", ...call, output };
    default:
      return { event: "tool-error", ...call, message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error === "string" ? error : "The tool failed.";
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
