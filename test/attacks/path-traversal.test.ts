import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

let it: Target;
let key = "";
beforeAll(async () => {
  it = await target({
    prepare: (here) => {
      here.write("secret.txt", "the-crown-jewels");
      here.write("elsewhere/graph.txt", "the-crown-jewels");
      mkdirSync(join(here.folder, "echo/prompts"));
      symlinkSync(join(here.folder, "secret.txt"), join(here.folder, "echo/prompts/linked.md"));
      symlinkSync(join(here.folder, "elsewhere"), join(here.folder, "echo/schemas"));
    },
  });
  key = await it.key("alice", { permissions: ["designer", "operator", "approver", "auditor"] });
});
afterAll(async () => await it.close());

const names = [
  "..",
  ".",
  "../secret.txt",
  "..%2fsecret.txt",
  "%2e%2e%2fsecret.txt",
  "%2e%2e/%2e%2e/etc/passwd",
  "..%252fsecret.txt",
  "..%5csecret.txt",
  "%2fetc%2fpasswd",
  "%00",
  "echo%00.txt",
  "echo%2f..%2f..%2fsecret.txt",
  "echo/../../secret.txt",
  "....//secret.txt",
  "file:%2f%2f%2fetc%2fpasswd",
];

describe("a graph's id that is a path", () => {
  test.each(names)("leads nowhere: %s", async (name) => {
    const paths = [
      `/baton/graphs/${name}`,
      `/baton/graphs/${name}/versions`,
      `/baton/graphs/${name}/examples`,
      `/baton/graphs/echo/versions/${name}`,
      `/assistants/${name}`,
      `/assistants/${name}/graph`,
      `/docs/${name}`,
      `/assets/${name}`,
      `/${name}`,
    ];
    for (const path of paths) {
      const { status, text } = await it.call(key, path);
      expect({ path, status: status >= 400 || !/jewels|root:/.test(text) }).toEqual({ path, status: true });
      expect(text).not.toMatch(/crown-jewels|root:x:/);
      expect(text).not.toContain(it.here.folder);
    }
    for (const path of [`/baton/graphs/${name}/check`, `/baton/graphs/${name}/publish`]) {
      const { status } = await it.call(key, path, { method: "POST", body: { files: { "graph.yaml": "baton: 1" }, hash: "x" } });
      expect([400, 403, 404, 422]).toContain(status);
    }
  });

  test("is refused where it stands in a body", async () => {
    for (const name of names.map(decode)) {
      for (const [path, body] of [
        ["/runs/wait", { assistant_id: name, input: {} }],
        ["/assistants", { graph_id: name }],
        ["/baton/graphs", { id: name, files: { "graph.yaml": "baton: 1" } }],
      ] as const) {
        const { status, text } = await it.call(key, path, { method: "POST", body });
        expect({ path, name, status: [403, 404, 422].includes(status) }).toEqual({ path, name, status: true });
        expect(text).not.toContain("crown-jewels");
      }
    }
  });
});

describe("a file's name that leads out of the folder", () => {
  const files = [
    "../secret.txt",
    "../refund/graph.yaml",
    "prompts/../../secret.txt",
    "/etc/cron.d/x",
    "prompts/linked.md",
    "schemas/new.json",
    "prompts\\..\\..\\x.md",
    "prompts/\0.md",
    "C:\\x.md",
    "prompts//x.md",
    "./../x.md",
    "",
  ];

  test.each(files)("is not written: %j", async (name) => {
    const { json, headers } = await it.call(key, "/baton/graphs/echo");
    const etag = String(headers["etag"] ?? Object(json).etag);
    const { status } = await it.call(key, "/baton/graphs/echo", { method: "PUT", headers: { "if-match": etag }, body: { files: { [name]: "overwritten" } } });
    expect([403, 422]).toContain(status);
    const removed = await it.call(key, "/baton/graphs/echo", { method: "PUT", headers: { "if-match": etag }, body: { files: { [name]: null } } });
    expect([403, 422]).toContain(removed.status);
    expect(it.here.read("secret.txt")).toBe("the-crown-jewels");
    expect(it.here.read("refund/graph.yaml")).toContain("Give money back");
    expect(it.here.has("elsewhere/new.json")).toBe(false);
  });

  test("is not read through a link", async () => {
    for (const path of ["/baton/graphs/echo", "/baton/graphs"]) expect((await it.call(key, path)).text).not.toContain("crown-jewels");
  });
});

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
