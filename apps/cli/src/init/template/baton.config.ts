import { join } from "node:path";
import { defineHost } from "baton";
import { putInOutbox } from "./tools/outbox.ts";

/** What the graphs of this project need of the world. After a change, `baton host` writes baton.host.json anew. */
export default defineHost(({ data }) => ({
  tools: [putInOutbox(join(data, "outbox"))],
  models: { default: { provider: "openai", model: "gpt-4.1-mini", prices: { input: 0.4, output: 1.6 } } },
  roles: ["editor"],
}));
