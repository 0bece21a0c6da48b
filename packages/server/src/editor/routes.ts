import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { serveStatic } from "hono/serve-static";
import type { AppEnv } from "../env.ts";

/** Addresses that the editor itself takes apart. */
const pages = ["/", "/g/*", "/runs", "/runs/:run", "/inbox", "/inbox/*", "/prompts", "/evals", "/settings"];
const aYear = "public, max-age=31536000, immutable";

/** The built editor: its files, and its page for every address of its own. */
export function editorRoutes(folder: string): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const files = serveStatic<AppEnv>({
    getContent: async (path) => await readFile(path).catch(() => null),
    join,
    root: folder,
    // Their names change with their content.
    onFound: (_, context) => context.header("cache-control", context.req.path.startsWith("/assets/") ? aYear : "no-cache"),
  });
  routes.use("/assets/*", compress());
  routes.get("/assets/*", files);
  routes.get("/:file{[\\w.-]+\\.(?:html|ico|svg|png|webmanifest|txt)}", files);
  const page = serveStatic<AppEnv>({
    getContent: async () => await readFile(join(folder, "index.html")).catch(() => null),
    path: "index.html",
    onFound: (_, context) => context.header("cache-control", "no-cache"),
  });
  for (const path of pages) routes.get(path, page);
  return routes;
}
