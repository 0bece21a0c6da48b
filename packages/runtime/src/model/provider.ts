import { BatonError } from "@baton/core";
import type { Host, ModelSpec } from "../host/host.ts";
import type { ModelProvider, ResolvedModel } from "./contract.ts";
import type { AllowedEnv } from "./env.ts";
import { openAiModel } from "./openai.ts";

const FREE = { input: 0, output: 0 };

/** Gives the host's models by alias, each made once; the first alias is the default. */
export function createModelProvider(host: Host, options: { readonly env: Readonly<Record<string, string | undefined>> }): ModelProvider {
  const env: AllowedEnv = { allowed: host.env, values: options.env };
  const made = new Map<string, Promise<ResolvedModel>>();
  return {
    async resolve(alias) {
      const { name, spec } = find(host, alias);
      let model = made.get(name);
      if (model === undefined) {
        model = make(name, spec, env);
        made.set(name, model);
        model.catch(() => made.delete(name)); // a key set later is found by the next call
      }
      return model;
    },
  };
}

function find(host: Host, alias: string | undefined): { name: string; spec: ModelSpec } {
  const names = Object.keys(host.models);
  const name = alias ?? names[0];
  if (name === undefined) {
    throw new BatonError("model_unknown", "infrastructure", "The host has no models: add one under `models` in baton.config.ts, or run with --offline.");
  }
  const spec = Object.hasOwn(host.models, name) ? host.models[name] : undefined;
  if (spec === undefined) {
    const known = names.length === 0 ? "it has none" : `it has ${names.map((each) => `\`${each}\``).join(", ")}`;
    throw new BatonError("model_unknown", "infrastructure", `The host has no model \`${name}\` (${known}): add it under \`models\` in baton.config.ts.`);
  }
  return { name, spec };
}

async function make(alias: string, spec: ModelSpec, env: AllowedEnv): Promise<ResolvedModel> {
  const prices = spec.prices ?? FREE;
  if ("chat" in spec) return { alias, chat: await spec.chat(), prices, structured: "functionCalling" };
  return { alias, chat: await openAiModel(alias, spec, env), prices, structured: spec.structured ?? "functionCalling" };
}
