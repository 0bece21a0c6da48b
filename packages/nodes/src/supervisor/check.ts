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
  return [
    ...strategy(own, context),
    ...inputs(own, context),
    ...shown(own, context),
    ...acceptance(own, context),
    ...unknownBrief(own, context),
    ...need(own, context),
  ];
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

/** What its model is shown besides what its prompt takes, by strategy; `plan` and `reason` of a new plan, `done` of what was done. */
const besides: Readonly<Record<SupervisorConfig["strategy"], readonly string[]>> = { plan: ["plan", "reason"], route: ["done"], delegate: [] };

function shown({ prompt, synthesis, ...own }: SupervisorConfig, { id, prompt: read }: KindContext): readonly Finding[] {
  const prompts: readonly (readonly [file: string | undefined, path: Finding["path"]])[] = [
    [prompt, ["prompt"]],
    [synthesis?.prompt, ["synthesis", "prompt"]],
  ];
  return prompts.flatMap(([file, path]) => {
    const taken = (file === undefined ? undefined : read(file))?.inputs.find(({ name }) => besides[own.strategy].includes(name));
    if (taken === undefined) return [];
    const message = `\`${file ?? ""}\` takes \`${taken.name}\`, the name by which \`${id}\` shows its model what it did itself: call the input otherwise, and bind it in \`input\`.`;
    return [finding("BT273", message, path)];
  });
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
