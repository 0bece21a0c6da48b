import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp, createLog } from "@baton/server";
import { openServing, type Serving } from "baton";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;
let serving: Serving;
let get: (path: string) => Promise<Response>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-editor-"));
  mkdirSync(join(folder, "dist/assets"), { recursive: true });
  mkdirSync(join(folder, "graphs"));
  writeFileSync(join(folder, "dist/index.html"), "<!doctype html><title>Baton</title>");
  writeFileSync(join(folder, "dist/mark.svg"), "<svg/>");
  writeFileSync(join(folder, "dist/assets/index-abc123.js"), "export {};");
  writeFileSync(join(folder, "secret.js"), "export const secret = 1;");
  serving = openServing({ graphs: join(folder, "graphs"), data: false });
  const app = createApp({
    ...serving,
    access: { auth: "local", hosts: ["localhost"], origins: [], webhookHosts: [] },
    limits: { bodyBytes: 1000, jsonDepth: 8, requestMs: 1000, queue: 1, workers: 1, streamBytes: 1000 },
    log: createLog({ level: "silent", version: "0", to: { write: () => undefined } }),
    editor: join(folder, "dist"),
    version: "0",
  });
  get = async (path) => await app.fetch(new Request(`http://localhost${path}`, { headers: { host: "localhost" } }));
});
afterAll(async () => {
  await serving.close();
  rmSync(folder, { recursive: true });
});

it.each(["/", "/g/invoice-exception", "/g/a/diff/b..c", "/inbox", "/inbox/apr_1", "/runs", "/runs/run_1", "/prompts", "/evals", "/settings"])(
  "the editor's page is at %s, and is asked for anew each time",
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("<title>Baton</title>");
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    expect(answer.headers.get("content-security-policy")).toContain("script-src 'self';");
  },
);

it("its files say what they are; those named after their content are kept for ever", async () => {
  const script = await get("/assets/index-abc123.js");
  expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect((await get("/mark.svg")).headers.get("content-type")).toContain("image/svg+xml");
});

it.each(["/assets/none.js", "/assets/..%2f..%2fsecret.js", "/assets/%2e%2e/%2e%2e/secret.js", "/assets/..%5c..%5csecret.js", "/secret.txt", "/somewhere"])(
  "there is no %s",
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("secret = 1");
  },
);
