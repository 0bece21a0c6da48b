import { z } from "zod";

const eventSchema = z.object({ graph: z.string().optional(), etag: z.string().optional() }).loose();
/** Something that happened on the server; which fields it has says its type. */
export type ServerEvent = z.infer<typeof eventSchema> & { readonly type: string };

const types = ["graph_changed", "interrupt", "run"] as const;

/** Calls back for everything that the server tells of, until the returned function is called; the browser connects again by itself. */
export function listen(told: (event: ServerEvent) => void): () => void {
  const source = new EventSource("/baton/events");
  const take = (type: string, data: unknown): void => {
    const parsed = typeof data === "string" ? eventSchema.safeParse(readJson(data)) : undefined;
    if (parsed?.success === true) told({ ...parsed.data, type });
  };
  for (const type of types) source.addEventListener(type, ({ data }) => take(type, data));
  return () => source.close();
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
