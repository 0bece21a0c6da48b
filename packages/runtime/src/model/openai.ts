import { BatonError } from "@baton/core";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { ModelSpec } from "../host/host.ts";
import { type AllowedEnv, fillEnv, readEnv } from "./env.ts";
import { guardedFetch } from "./wire.ts";

type OpenAiSpec = Extract<ModelSpec, { readonly provider: "openai" }>;

const NO_KEY = "none";
const DEFAULT_BASE_URL = "https://api.openai.com/v1";

/** Makes the client of an OpenAI-compatible endpoint. The library is loaded here, so that runs without a server never pay for it. */
export async function openAiModel(alias: string, spec: OpenAiSpec, env: AllowedEnv): Promise<BaseChatModel> {
  const baseURL = addressOf(alias, spec, env);
  const apiKey = keyOf(alias, spec, env, baseURL);
  const { ChatOpenAI } = await import("@langchain/openai");
  const { CheckedCompletions } = await import("./chat-completions.ts");
  const fields = {
    model: spec.model,
    apiKey,
    // Stated even where it is the default: the client would otherwise read the environment itself, past the allow-list.
    // Nothing of what a server sends is printed: it is in the error.
    configuration: { baseURL, organization: null, logLevel: "off" as const, fetch: guardedFetch(apiKey === NO_KEY ? undefined : apiKey) },
    // Our own retries count against the run's budget; the client's would not.
    maxRetries: 0,
    streamUsage: true,
    ...(spec.temperature === undefined ? {} : { temperature: spec.temperature }),
    ...(spec.maxTokens === undefined ? {} : { maxTokens: spec.maxTokens }),
  };
  return new ChatOpenAI({ ...fields, completions: new CheckedCompletions(fields) });
}

function addressOf(alias: string, spec: OpenAiSpec, env: AllowedEnv): string {
  if (spec.baseUrl === undefined) return readEnv(env, "OPENAI_BASE_URL") ?? DEFAULT_BASE_URL;
  // No fall-back to the public service: data meant for a server of one's own must not go elsewhere.
  return fillEnv(
    env,
    spec.baseUrl,
    (name) => new BatonError("model_address_missing", "infrastructure", `Model \`${alias}\` has no address: set ${name}, or run with --offline.`),
  );
}

function keyOf(alias: string, spec: OpenAiSpec, env: AllowedEnv, baseURL: string): string {
  const missing = (name: string): BatonError =>
    new BatonError("model_key_missing", "infrastructure", `Model \`${alias}\` has no key: set ${name}, or run with --offline for scripted replies.`);
  if (spec.apiKey !== undefined) return fillEnv(env, spec.apiKey, missing);
  const key = readEnv(env, "OPENAI_API_KEY");
  if (key !== undefined) return key;
  if (baseURL === DEFAULT_BASE_URL) throw missing("OPENAI_API_KEY");
  return NO_KEY; // local servers ask for no key, but the client wants one
}
