import { BatonError, type Json, type JsonObject } from "@baton/core";
import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppEnv } from "./env.ts";

/** An app for the routes of one resource. What does not fit their schemas is refused as everything else is: with a `detail`, as 422. */
export function newRoutes(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw new BatonError("request_invalid", "domain", `The request's ${parts[result.target] ?? result.target} does not fit: ${problemsOf(result.error)}`);
    },
  });
}

const parts: Readonly<Record<string, string>> = { json: "body", param: "path", query: "query" };

function problemsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.length === 0 ? "" : `\`${path.join(".")}\`: `}${message}`).join("; ");
}

/** A JSON body that a request must have. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { body: { content: { "application/json": { schema } }, required: true } };
}

/** A JSON answer. */
export function answer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { content: { "application/json": { schema } }, description };
}

/** Any JSON. Bodies are nothing else once they are parsed, and zod's own schema of it has no end, which a document cannot tell. */
export const json = z
  .custom<Json>((value) => value !== undefined)
  .openapi({ type: ["object", "array", "string", "number", "boolean", "null"], description: "Any JSON." });

/** Any JSON object, such as metadata: its fields are the caller's. */
export const jsonObject = z
  .custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value), "It must be an object.")
  .openapi({ type: "object", additionalProperties: true });
