import { z } from "zod";

const partSchema = z.tuple([
  z.object({
    id: z.string(),
    content: z.union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() }))]),
    tool_call_chunks: z.array(z.object({ name: z.string().nullish(), args: z.string().nullish() })).default([]),
    type: z.string(),
  }),
  z.object({ agent: z.string().optional(), task: z.string().optional(), langgraph_node: z.string().optional() }),
]);

/** A part of what a model says. */
export interface Said {
  readonly id: string;
  readonly agent: string;
  readonly text: string;
  /** A call that it makes, as far as it is said. */
  readonly call: string;
}

/** Reads a chunk of the stream of messages; undefined for what no model says. */
export function readSaid(data: unknown): Said | undefined {
  const parsed = partSchema.safeParse(data);
  if (!parsed.success) return undefined;
  const [{ id, content, tool_call_chunks: calls, type }, { agent, langgraph_node: node }] = parsed.data;
  if (!type.toLowerCase().startsWith("ai")) return undefined;
  const text = typeof content === "string" ? content : content.map((block) => block.text ?? "").join("");
  const call = calls.map(({ name, args }) => `${name == null || name === "" ? "" : `${name} `}${args ?? ""}`).join("");
  return { id, agent: agent ?? node ?? "", text, call };
}

const mostKept = 12;

/** What was said so far with one part more; of long talks the newest. */
export function withSaid(speech: readonly Said[], part: Said): readonly Said[] {
  const index = speech.findIndex(({ id }) => id === part.id);
  const before = speech[index];
  if (before === undefined) return [...speech, part].slice(-mostKept);
  return speech.with(index, { ...before, text: before.text + part.text, call: before.call + part.call });
}
