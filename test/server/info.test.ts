import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createApp } from "@baton/server";
import { refusal, serve, type Served } from "./serve.ts";

const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.object({ summary: z.string(), responses: z.record(z.string(), z.object({ description: z.string() })) }))),
});

let here: Served;
beforeAll(async () => {
  here = await serve();
});
afterAll(async () => await here.close());

async function get(path: string): Promise<Response> {
  return await fetch(`${here.url}${path}`);
}

test("it says that it is up, and that its storage answers", async () => {
  expect(await (await get("/ok")).json()).toEqual({ ok: true });
  expect(await (await get("/ok?check_db=1")).json()).toEqual({ ok: true });
});

test("crons are refused by name", async () => {
  const { crons } = here.client();
  expect(await refusal(crons.create("refund", { schedule: "* * * * *" }))).toMatchObject({ status: 501, detail: "This server has no crons." });
  expect(await refusal(crons.search())).toMatchObject({ status: 501 });
});

describe("the OpenAPI document", () => {
  test("has every route that the app has, each with a summary", async () => {
    const { paths, openapi } = documentSchema.parse(await (await get("/openapi.json")).json());
    expect(openapi).toBe("3.1.0");
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
    );
    const pages = /^get \/(?:openapi\.json|docs|docs\/:file|metrics)$/;
    const routes = createApp(here.deps).routes.map(({ method, path }) => `${method.toLowerCase()} ${path}`);
    const served = [...new Set(routes)].filter((route) => !route.startsWith("all ") && !pages.test(route));
    expect(served.length).toBeGreaterThan(30);
    expect(served.filter((route) => !documented.includes(route))).toEqual([]);
    expect(
      Object.values(paths)
        .flatMap((methods) => Object.values(methods))
        .filter(({ summary }) => summary === ""),
    ).toEqual([]);
  });

  test("has a page, whose scripts all stand in files of this server", async () => {
    const page = await get("/docs");
    const text = await page.text();
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    const sources = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = ""]) => source);
    expect(sources).toHaveLength(4);
    expect(text).not.toMatch(/<script>|<style|\son\w+=/);
    expect(await Promise.all(sources.map(async (source) => (await get(source)).status))).toEqual(sources.map(() => 200));
    expect((await get("/docs/..%2Froutes.ts")).status).toBe(404);
    expect((await get("/docs/package.json")).status).toBe(404);
  });
});
