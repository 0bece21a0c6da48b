import { digest, type Json, type Merge } from "@baton/core";
import { z } from "zod";

const list = z.array(z.json());
const record = z.record(z.string(), z.json());
const number = z.number();
const message = z.object({ id: z.string(), role: z.string(), content: z.string() });

/** Combines what is written with what a channel holds. */
export function merge(rule: Merge, held: Json | undefined, written: Json): Json {
  switch (rule) {
    case "replace":
      return written;
    case "append":
      return [...list.parse(held), ...list.parse(written)];
    case "union":
      return [...new Map([...list.parse(held), ...list.parse(written)].map((item) => [digest(item), item])).values()];
    case "object":
      return { ...record.parse(held), ...record.parse(written) };
    case "sum":
      return number.parse(held) + number.parse(written);
    case "max":
      return held === undefined ? written : Math.max(number.parse(held), number.parse(written));
    case "min":
      return held === undefined ? written : Math.min(number.parse(held), number.parse(written));
    case "messages": {
      const result = z.array(message).parse(held);
      for (const each of z.array(message).parse(written)) {
        const known = each.id === "" ? undefined : result.find(({ id }) => id === each.id);
        if (known === undefined) result.push({ ...each, id: each.id === "" ? `message-${result.length}` : each.id });
        else Object.assign(known, each);
      }
      return result;
    }
    default:
      return rule satisfies never;
  }
}
