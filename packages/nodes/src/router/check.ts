import type { Finding, KindContext } from "@baton/core";
import type { KindCode } from "../codes.ts";
import { unknownInputs } from "../prompt.ts";
import type { RouterConfig } from "./kind.ts";

const finding = (code: KindCode, message: string, path: Finding["path"]): Finding => ({ code, severity: "error", message, path });

/** What only a router can get wrong. */
export function checkRouter(own: RouterConfig, context: KindContext): readonly Finding[] {
  return [
    ...own.routes.flatMap((_, index) => route(own, index)),
    ...(asksModel(own) ? subject(own, context) : idle(own, context)),
    ...unknownInputs(own, context),
  ];
}

function route({ routes }: RouterConfig, index: number): readonly Finding[] {
  const { port = "", about, when } = routes[index] ?? {};
  const path = ["routes", index, "port"];
  const found: Finding[] = [];
  if (port === "unsure" || port === "failed") {
    found.push(finding("BT189", `Every router has a port \`${port}\` of its own; give this route another name.`, path));
  } else if (routes.findIndex((each) => each.port === port) < index) {
    found.push(finding("BT189", `Two routes have the port \`${port}\`; join them or rename one.`, path));
  }
  if (about === undefined && when === undefined) {
    found.push(
      finding("BT190", `Route \`${port}\` has neither \`about\` nor \`when\`, so nothing tells what belongs there; write one of them.`, ["routes", index]),
    );
  }
  return found;
}

function subject({ of }: RouterConfig, { id }: KindContext): readonly Finding[] {
  if (of !== undefined) return [];
  return [finding("BT191", `\`${id}\` does not say what its model is to classify; name it with \`of\`, or give every route a \`when\`.`, ["routes"])];
}

/** Keys for a model that is never asked. */
function idle(own: RouterConfig, { id }: KindContext): readonly Finding[] {
  const given = (["of", "prompt", "model"] as const).filter((key) => own[key] !== undefined);
  const keys = Object.keys(own.input).length > 0 ? [...given, "input"] : given;
  return keys.map((key) => ({
    ...finding(
      "BT192",
      `Every route of \`${id}\` has a \`when\`, so no model is asked and \`${key}\` has no effect; remove it, or let the model choose a route.`,
      [key],
    ),
    severity: "warning",
    fix: { title: `Remove ${key}`, edits: [{ op: "remove", path: ["nodes", id, key] }] },
  }));
}

/** True where a route is the model's to choose. */
export function asksModel({ routes }: RouterConfig): boolean {
  return routes.some(({ when }) => when === undefined);
}
