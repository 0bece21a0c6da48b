import type { Finding, KindContext } from "@baton/core";
import { unknownBrief } from "../brief.ts";
import type { KindCode } from "../codes.ts";
import { unasked, unmeasured } from "../measures.ts";
import { unknownInputs } from "../prompt.ts";
import type { SupervisorConfig } from "./kind.ts";

/** More workers than one model tells apart. */
const mostWorkers = 12;

const finding = (code: KindCode, message: string, path: Finding["path"]): Finding => ({ code, severity: "error", message, path });

/** What only a supervisor can get wrong. */
export function checkSupervisor(own: SupervisorConfig, context: KindContext): readonly Finding[] {
  return [...strategy(own, context), ...inputs(own, context), ...acceptance(own, context), ...unknownBrief(own, context), ...need(own, context)];
}

const planning = ["tasks", "replans", "concurrency"] as const;

function strategy(own: SupervisorConfig, { id }: KindContext): readonly Finding[] {
  const [others, instead] = own.strategy === "plan" ? [["turns"] as const, "`tasks` and `replans`"] : [planning, "`turns`"];
  return others
    .filter((key) => own[key] !== undefined)
    .map((key) => ({
      ...finding("BT267", `\`${id}\` has the strategy \`${own.strategy}\`, which knows no \`${key}\`; remove it, what bounds it is ${instead}.`, [key]),
      fix: { title: `Remove ${key}`, edits: [{ op: "remove", path: ["nodes", id, key] }] },
    }));
}

/** What one of its two prompts takes may be bound. */
function inputs(own: SupervisorConfig, context: KindContext): readonly Finding[] {
  const found = unknownInputs(own, context);
  if (own.synthesis?.prompt === undefined) return found;
  const others = unknownInputs({ prompt: own.synthesis.prompt, input: own.input }, context).map(({ path }) => path[1]);
  return found.filter(({ path }) => others.includes(path[1]));
}

function acceptance({ workers }: SupervisorConfig, { id }: KindContext): readonly Finding[] {
  return workers.flatMap(({ node, path, accept }) => {
    if (accept === undefined) return [];
    const who = `What \`${id}\` accepts \`${node}\` by`;
    const at = [...path, "accept"];
    const found = [...unmeasured(who, accept), ...unasked(who, accept, accept.model === undefined ? [] : ["model"], ["nodes", id, ...at])];
    return found.map((each) => ({ ...each, path: [...at, ...each.path] }));
  });
}

function need({ workers }: SupervisorConfig, { id }: KindContext): readonly Finding[] {
  const [only] = workers;
  if (only !== undefined && workers.length === 1) {
    const message = `\`${id}\` has one worker, \`${only.node}\`, so there is nothing to choose or to put together: this graph does not need a supervisor; give \`${only.node}\` the edges of \`${id}\`.`;
    return [{ ...finding("BT801", message, ["workers"]), severity: "advice" }];
  }
  if (workers.length <= mostWorkers) return [];
  const message = `\`${id}\` has ${workers.length} workers, and beyond ${mostWorkers} a model chooses badly among them; give some to a supervisor that is itself a worker.`;
  return [{ ...finding("BT802", message, ["workers"]), severity: "advice" }];
}
