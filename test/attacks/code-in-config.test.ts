import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

let it: Target;
let key = "";
beforeAll(async () => {
  it = await target();
  key = await it.key("alice", { permissions: ["designer"] });
});
afterAll(async () => await it.close());

const mark = (): string => join(it.here.folder, "pwned");
/** Ways in which other products were made to evaluate a text. */
const codes = (): readonly string[] => {
  const write = `require('fs').writeFileSync(${JSON.stringify(mark())},'x')`;
  return [
    write,
    `(() => { ${write} })()`,
    `{{ constructor.constructor("${write.replaceAll('"', '\\"')}")() }}`,
    `\${${write}}`,
    `<%= ${write} %>`,
    `"".constructor.constructor(${JSON.stringify(`process.mainModule.${write}`)})()`,
    `__import__('os').system('touch ${mark()}')`,
    `$(touch ${mark()})`,
    `\`touch ${mark()}\``,
  ];
};

test("text in a run's settings is text", async () => {
  for (const code of codes()) {
    const settings = [
      { config: { configurable: { code, model: code, system_prompt: code }, tags: [code] } },
      { context: { code }, metadata: { code } },
      { input: { data: { code, toString: code, then: code } } },
      { interrupt_before: [code], stream_mode: ["values"] },
    ];
    for (const body of settings) {
      const { status } = await it.call(key, "/runs/wait", { method: "POST", body: { assistant_id: "echo", input: { data: {} }, ...body } });
      expect(status).toBeLessThan(500);
    }
  }
  expect(existsSync(mark())).toBe(false);
});

test("settings that LangGraph gives itself are not a caller's to give", async () => {
  for (const name of [
    "__pregel_send",
    "__pregel_checkpointer",
    "__pregel_read",
    "__pregel_task_id",
    "baton_lease",
    "baton_run",
    "baton_user",
    "baton_environment",
  ]) {
    for (const config of [{ configurable: { [name]: "x" } }, { [name]: "x" }]) {
      const answer = await it.call(key, "/runs/wait", { method: "POST", body: { assistant_id: "echo", input: { data: {} }, config } });
      expect({ name, answer }).toMatchObject({ name, answer: { status: 422, json: { detail: expect.stringContaining(name) } } });
    }
  }
});

describe("expressions of a document", () => {
  test("are checked, kept and run without ever being JavaScript", async () => {
    for (const code of codes()) {
      const graph = `
baton: 1
id: echo
goal: Give back what came.
state: { data: object, back: object }
input: [data]
outcomes: { done: [back] }
nodes: { copy: { kind: transform, writes: { back: ${JSON.stringify(code)} } } }
edges: [start -> copy, copy -> end]
`;
      const { status, json } = await it.call(key, "/baton/graphs/echo/check", { method: "POST", body: { files: { "graph.yaml": graph } } });
      expect(status).toBe(200);
      expect(JSON.stringify(json)).toContain('"severity":"error"');
    }
    expect(existsSync(mark())).toBe(false);
  });
});
