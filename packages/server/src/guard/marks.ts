import { BatonError, isJsonObject, type Json } from "@baton/core";
import { escapeLc } from "@baton/runtime";
import type { MiddlewareHandler } from "hono";

/** What LangGraph copies into checkpoints beside the data of a run. */
const settings = ["config", "context", "metadata"];
/** Settings that LangGraph and Baton give themselves: which checkpointer, whose lease, which run. */
const inner = /^(?:__|baton_)/;
/** No text without one of these holds anything that is refused here, however its letters are written. */
const suspicious = /"~*(?:lc|lg_name|__\w*|baton_\w*)"|\\u/i;

/**
 * LangGraph's own marks (`{ lc: 1, type: "constructor", ... }` and others) would come back from a checkpoint as objects. There are two ways in. The data of
 * a run (inputs, updates, commands) passes the graph's own door, which renames marks, so that people may send anything: `BatonGraph` for documents,
 * whoever runs the graph for those in code. Its settings do not pass there: they are refused here, for every route.
 */
export function marks(): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.header("content-type") !== undefined) {
      const text = await context.req.text();
      if (suspicious.test(text)) refuse(parsed(text));
    }
    await next();
  };
}

function refuse(value: Json | undefined): void {
  if (Array.isArray(value)) for (const item of value) refuse(item);
  else if (isJsonObject(value)) {
    for (const name of settings) {
      const setting = value[name];
      if (setting === undefined) continue;
      if (escapeLc(setting) !== setting) {
        throw new BatonError("request_invalid", "domain", `\`${name}\` holds a mark that LangGraph gives its own objects (\`lc\`, \`lg_name\`, ...).`, {
          fix: "Give it plain data under other names.",
        });
      }
    }
    const config = value["config"];
    const taken = isJsonObject(config) ? (innerName(config) ?? innerName(config["configurable"])) : undefined;
    if (taken !== undefined) throw new BatonError("request_invalid", "domain", `\`config\` may not set \`${taken}\`, which is the server's own.`);
    // Commands of the newer protocol carry theirs one level down.
    refuse(value["params"]);
  }
}

function innerName(setting: Json | undefined): string | undefined {
  return isJsonObject(setting) ? Object.keys(setting).find((name) => inner.test(name)) : undefined;
}

function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined; // the route says what is wrong with it
  }
}
