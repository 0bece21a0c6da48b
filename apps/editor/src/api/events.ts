import { z } from "zod";

const graphSchema = z.object({ graph: z.string(), etag: z.string().optional() });
const runSchema = z.object({ thread: z.string(), run: z.string().optional(), status: z.string() });

/** Something that happened on the server: what exactly is new, one reads where it stands. */
export type ServerEvent =
  | ({ readonly type: "graph" } & z.infer<typeof graphSchema>)
  | ({ readonly type: "run" } & z.infer<typeof runSchema>)
  | { readonly type: "inbox" };

/** Calls back for everything that the server tells of, until the returned function is called; the browser connects again by itself. */
export function listen(told: (event: ServerEvent) => void): () => void {
  const source = new EventSource("/baton/events");
  const take = <Body>(type: string, schema: z.ZodType<Body>, as: (body: Body) => ServerEvent): void =>
    source.addEventListener(type, ({ data }) => {
      const parsed = schema.safeParse(readJson(data));
      if (parsed.success) told(as(parsed.data));
    });
  take("graph", graphSchema, (body) => ({ type: "graph", ...body }));
  take("run", runSchema, (body) => ({ type: "run", ...body }));
  take("inbox", z.unknown(), () => ({ type: "inbox" }));
  return () => source.close();
}

function readJson(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
