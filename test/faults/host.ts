import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { defineHost, defineTool, type Host } from "baton";
import { z } from "zod";

const entrySchema = z.object({ tool: z.string(), key: z.string(), id: z.string() });
export type Entry = z.infer<typeof entrySchema>;

/** An append-only file: what the outside world saw happen. */
export function entries(file: string): readonly Entry[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => entrySchema.parse(JSON.parse(line)));
}

const args = z.object({ id: z.string() });
const result = z.object({ number: z.string() });

/** What happens in a tool at a place of its work; the default is nothing. */
export type AtTool = (tool: string, place: "before" | "after") => void | Promise<void>;

/**
 * Tools with effects in one ledger: `pay` and `reserve` recognise a key that they have seen, `confirm` can be asked whether it happened, `post`
 * can do neither. `at` runs right before and right after the effect.
 */
export function faultHost(ledger: string, at: AtTool = () => undefined): Host {
  const find = (key: string): Entry | undefined => entries(ledger).find((entry) => entry.key === key);
  const act = async (tool: string, key: string, id: string, recognises: boolean): Promise<{ number: string }> => {
    await at(tool, "before");
    if (!recognises || find(key) === undefined) appendFileSync(ledger, `${JSON.stringify({ tool, key, id } satisfies Entry)}\n`);
    await at(tool, "after");
    return { number: `${tool} ${id}` };
  };
  return defineHost({
    roles: ["controller"],
    tools: [
      defineTool({ name: "look_up", description: "Looks up", args, result, effect: "read", execute: ({ id }) => ({ number: id }) }),
      defineTool({
        name: "reserve",
        description: "Reserves",
        args,
        result,
        effect: "write",
        idempotent: true,
        execute: ({ id }, { idempotencyKey }) => act("reserve", idempotencyKey, id, true),
      }),
      defineTool({
        name: "pay",
        description: "Pays",
        args: args.extend({ amount: z.int() }),
        result,
        effect: "sensitive",
        idempotent: true,
        execute: ({ id }, { idempotencyKey }) => act("pay", idempotencyKey, id, true),
      }),
      defineTool({
        name: "confirm",
        description: "Confirms",
        args,
        result,
        effect: "write",
        lookup: async (key) => {
          const known = find(key);
          return known && { number: `confirm ${known.id}` };
        },
        execute: ({ id }, { idempotencyKey }) => act("confirm", idempotencyKey, id, false),
      }),
      defineTool({
        name: "post",
        description: "Posts",
        args,
        result,
        effect: "write",
        execute: ({ id }, { idempotencyKey }) => act("post", idempotencyKey, id, false),
      }),
    ],
  });
}
