import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../env.ts";
import { newRoutes } from "../routes.ts";
import { declareSecurity, documentOf } from "./document.ts";

const own = join(import.meta.dirname, "page");
const swagger = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));

/** The page's files; there are no others. */
const files: Readonly<Record<string, { readonly folder: string; readonly type: string }>> = {
  "start.js": { folder: own, type: "text/javascript; charset=utf-8" },
  "swagger-ui-bundle.js": { folder: swagger, type: "text/javascript; charset=utf-8" },
  "swagger-ui.css": { folder: swagger, type: "text/css; charset=utf-8" },
  "favicon-32x32.png": { folder: swagger, type: "image/png" },
};

/** The document of all routes that an app has by the time it is asked for, and a page to read it on. */
export function openApiRoutes(app: OpenAPIHono<AppEnv>, version: string): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  declareSecurity(app);
  let document: ReturnType<typeof documentOf> | undefined;
  routes.get("/openapi.json", (context) => {
    document ??= documentOf(app, version);
    return context.json(document);
  });
  routes.get("/docs", async (context) => context.html(await readFile(join(own, "index.html"), "utf8")));
  routes.get("/docs/:file", async (context) => {
    const name = context.req.param("file");
    const file = Object.hasOwn(files, name) ? files[name] : undefined;
    if (file === undefined) return context.notFound();
    return context.body(await readFile(join(file.folder, name)), 200, { "content-type": file.type, "cache-control": "public, max-age=3600" });
  });
  return routes;
}
