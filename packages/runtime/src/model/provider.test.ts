import { FakeListChatModel } from "@langchain/core/utils/testing";
import { describe, expect, test } from "vitest";
import { defineHost } from "../host/host.ts";
import { createModelProvider } from "./provider.ts";

const openAi = { provider: "openai", model: "gpt-4o-mini" } as const;

describe("models of a host", () => {
  test("the first one is the default, and each is made once", async () => {
    const provider = createModelProvider(defineHost({ models: { first: openAi, second: openAi } }), { env: { OPENAI_API_KEY: "k" } });
    const model = await provider.resolve(undefined);
    expect(model.alias).toBe("first");
    expect(await provider.resolve("first")).toBe(model);
    expect((await provider.resolve("second")).alias).toBe("second");
  });

  test("prices and the form of typed output come with a model", async () => {
    const models = { dear: { ...openAi, prices: { input: 3, output: 15 }, structured: "jsonSchema" } } as const;
    const model = await createModelProvider(defineHost({ models }), { env: { OPENAI_API_KEY: "k" } }).resolve("dear");
    expect(model).toMatchObject({ prices: { input: 3, output: 15 }, structured: "jsonSchema" });
  });

  test("any LangChain chat model can be one", async () => {
    const chat = new FakeListChatModel({ responses: ["hello"] });
    const model = await createModelProvider(defineHost({ models: { own: { chat: () => chat } } }), { env: {} }).resolve("own");
    expect(model.chat).toBe(chat);
    expect(model.prices).toEqual({ input: 0, output: 0 });
  });

  test("a missing key says how to set it, and one set later is found", async () => {
    const env: Record<string, string | undefined> = {};
    const provider = createModelProvider(defineHost({ models: { fast: openAi } }), { env });
    await expect(provider.resolve("fast")).rejects.toMatchObject({
      code: "model_key_missing",
      message: expect.stringMatching(/`fast`.*OPENAI_API_KEY.*--offline/),
    });
    env["OPENAI_API_KEY"] = "k";
    await expect(provider.resolve("fast")).resolves.toMatchObject({ alias: "fast" });
  });

  test("a key by reference is missing by its own name", async () => {
    const models = { fast: { ...openAi, apiKey: "${env:ACME_KEY}" } };
    const provider = createModelProvider(defineHost({ models, env: ["ACME_KEY"] }), { env: { OPENAI_API_KEY: "k" } });
    await expect(provider.resolve("fast")).rejects.toMatchObject({ code: "model_key_missing", message: expect.stringContaining("ACME_KEY") });
  });

  test("only what the host allows is read from the environment", async () => {
    const models = { fast: { ...openAi, apiKey: "${env:HOME_SECRET}" } };
    const env = { HOME_SECRET: "s", OPENAI_API_KEY: "k" };
    await expect(createModelProvider(defineHost({ models, env: ["OPENAI_API_KEY"] }), { env }).resolve("fast")).rejects.toMatchObject({
      code: "env_forbidden",
    });
    await expect(createModelProvider(defineHost({ models: { fast: openAi }, env: [] }), { env }).resolve("fast")).rejects.toMatchObject({
      code: "model_key_missing",
    });
  });

  test("an address by reference that is not set does not fall back to the public service", async () => {
    const models = { own: { ...openAi, baseUrl: "${env:VLLM_URL}" } };
    const provider = createModelProvider(defineHost({ models, env: ["VLLM_URL", "OPENAI_API_KEY"] }), { env: { OPENAI_API_KEY: "k" } });
    await expect(provider.resolve("own")).rejects.toMatchObject({ code: "model_address_missing", message: expect.stringContaining("VLLM_URL") });
  });

  test("a server of one's own needs no key", async () => {
    const models = { local: { ...openAi, baseUrl: "http://127.0.0.1:11434/v1" } };
    await expect(createModelProvider(defineHost({ models }), { env: {} }).resolve("local")).resolves.toMatchObject({ alias: "local" });
  });

  test("an unknown alias names the known ones", async () => {
    const provider = createModelProvider(defineHost({ models: { fast: openAi } }), { env: {} });
    await expect(provider.resolve("fats")).rejects.toMatchObject({ code: "model_unknown", message: expect.stringMatching(/`fats`.*`fast`/) });
    await expect(provider.resolve("constructor")).rejects.toMatchObject({ code: "model_unknown" });
    await expect(createModelProvider(defineHost({}), { env: {} }).resolve(undefined)).rejects.toMatchObject({ code: "model_unknown" });
  });
});
