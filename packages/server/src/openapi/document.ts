import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../env.ts";

const description = `The Agent Protocol as LangGraph's clients speak it, and Baton's own resources under \`/baton/\`.

A server with keys takes one as \`x-api-key\` or as a bearer token. Refusals say why in \`detail\`, and what to do in \`fix\`. What belongs to somebody else answers 404.`;

const tags = [
  { name: "Assistants", description: "Graphs with settings. Every graph comes with one, which goes by the graph's name too." },
  { name: "Threads", description: "Conversations or cases: their state, history and metadata." },
  { name: "Runs", description: "Work on threads." },
  { name: "Store", description: "Items that outlive threads, by namespace; each identity has its own." },
  { name: "Server", description: "Whether it is up, and what it is." },
];

type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

/** The OpenAPI 3.1 document of an app, from the schemas that its routes validate with. */
export function documentOf(app: OpenAPIHono<AppEnv>, version: string): OpenApiDocument {
  return app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Baton", version, description }, tags, security: [{ key: [] }, { bearer: [] }, {}] });
}

/** How callers say who they are. */
export function declareSecurity({ openAPIRegistry }: Pick<OpenAPIHono<AppEnv>, "openAPIRegistry">): void {
  openAPIRegistry.registerComponent("securitySchemes", "key", { type: "apiKey", in: "header", name: "x-api-key" });
  openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
}
