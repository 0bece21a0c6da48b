import { parseScript } from "@baton/runtime";
import { type CaseRun, checkFiles, readCases } from "baton";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ModelServer, startModelServer } from "../model-server/server.ts";
import { graphs, runWithEmptyBooks } from "./books.ts";

const counted = ({ turns }: CaseRun) => turns.map(({ usage: { modelCalls, toolCalls, steps } }) => ({ modelCalls, toolCalls, steps }));

describe.each([...graphs])("%s", (_, folder) => {
  let server: ModelServer;
  beforeAll(async () => {
    const { graph } = checkFiles(folder.files, folder.manifest);
    if (graph === undefined) throw new Error("The example cannot be read.");
    server = await startModelServer(parseScript(folder.files.read("scripted.yaml") ?? "", "scripted.yaml"), graph);
  });
  afterAll(() => server.close());

  test.each(readCases(folder.files))("$id over HTTP ends as it does offline: $title", async (each) => {
    const before = server.requests.length;
    const here = await runWithEmptyBooks(folder, each, { offline: true });
    expect(server.requests).toHaveLength(before);
    const there = await runWithEmptyBooks(folder, each, { env: { OPENAI_BASE_URL: server.url } });
    const requests = server.requests.slice(before);
    expect({ offline: here.differences, http: there.differences }).toEqual({ offline: [], http: [] });
    expect(there.turns.map(({ output }) => output)).toEqual(here.turns.map(({ output }) => output));
    expect(counted(there)).toEqual(counted(here));
    expect(requests).toHaveLength(counted(there).reduce((sum, { modelCalls }) => sum + modelCalls, 0));
    expect(requests.filter(({ body }) => body.stream !== true || body.stream_options?.include_usage !== true)).toEqual([]);
  });
});
