import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

let it: Target;
let key = "";
beforeAll(async () => {
  it = await target();
  key = await it.key("alice", { permissions: ["designer"] });
});
afterAll(async () => await it.close());

const thread = '{"metadata":{"made":"by attack"}}';

describe("a body that a browser sends to any site without asking first", () => {
  test.each([
    "text/plain",
    "text/plain; application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "text/json",
    "application/json-seq",
    " ",
  ])("is not read as JSON: %s", async (type) => {
    const { status, json } = await it.call(key, "/threads", { method: "POST", headers: { "content-type": type }, body: thread });
    expect({ status, json }).toMatchObject({ status: 415, json: { code: "content_type", fix: expect.stringContaining("application/json") } });
  });

  test("made no thread", async () => {
    expect(await it.deps.storage.threads.count({ metadata: { made: "by attack" } })).toBe(0);
  });

  test("is taken where it says that it is JSON", async () => {
    const { status } = await it.call(key, "/threads", { method: "POST", headers: { "content-type": "Application/JSON; charset=utf-8" }, body: thread });
    expect(status).toBe(200);
  });
});

describe("a body that is too much", () => {
  const padded = JSON.stringify({ metadata: { text: "x".repeat(100_000) } });

  test("is refused by its length before it is read", async () => {
    expect(await it.call(key, "/threads", { method: "POST", body: padded })).toMatchObject({ status: 413, json: { code: "too_large" } });
  });

  test("is refused while it is read, where it hides its length", async () => {
    const { status, json } = await it.call(key, "/threads", { method: "POST", headers: { "transfer-encoding": "chunked" }, body: padded });
    expect({ status, json }).toMatchObject({ status: 413, json: { code: "too_large" } });
  });

  test("is refused by how deep it is nested, without being parsed", async () => {
    const deep = `{"metadata":{"a":${"[".repeat(40_000)}${"]".repeat(40_000)}}}`;
    expect(await it.call(key, "/threads", { method: "POST", body: deep })).toMatchObject({ status: 422, json: { code: "data_too_deep" } });
    const flat = JSON.stringify({ metadata: { text: '"[[[['.repeat(100) } });
    expect((await it.call(key, "/threads", { method: "POST", body: flat })).status).toBe(200);
  });

  test("is refused where it never ends", async () => {
    const { hostname, port } = new URL(it.url);
    const socket = connect(Number(port), hostname);
    const head = ["POST /threads HTTP/1.1", `host: ${hostname}:${port}`, `x-api-key: ${key}`, "content-type: application/json", "content-length: 50"];
    socket.write(`${head.join("\r\n")}\r\n\r\n{"metadata":`);
    const [first] = await new Promise<readonly string[]>((resolve, reject) => {
      socket.setEncoding("utf8").once("data", (text: string) => resolve(text.split("\r\n")));
      socket.once("error", reject);
    });
    socket.destroy();
    expect(first).toMatch(/^HTTP\/1\.1 504/);
  });

  test("is refused where it is no JSON, by a sentence and not by a stack", async () => {
    const { status, json, text } = await it.call(key, "/threads", { method: "POST", body: '{"metadata": {' });
    expect({ status, json }).toMatchObject({ status: 400, json: { code: "request_invalid", detail: expect.any(String) } });
    expect(text).not.toMatch(/\bat .+:\d+:\d+/);
  });
});
