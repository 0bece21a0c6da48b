export { createApp, createServer, type Server } from "./app.ts";
export { checkAccess } from "./guard/access.ts";
export type { Access, Limits, ServerDeps } from "./deps.ts";
export { createLog, type LogOptions } from "./observe/log.ts";
export { startTelemetry, type Telemetry } from "./observe/telemetry.ts";
export { type SignedWebhook, verifyWebhook } from "./webhooks/signature.ts";
export { createWebhooks, type JobEnd, type WebhookOptions, type Webhooks } from "./webhooks/webhooks.ts";
