import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baton, main, printed, root, threadOf } from "./world.ts";

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "baton-init-"));
  await baton(["init", "mine"], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mine = (): string => join(folder, "mine");
const read = (name: string): string => readFileSync(join(mine(), name), "utf8");
const mail = ["--input", "email-draft/mails/late-parcel.json"];

describe("baton init", () => {
  it("writes a project and prints three commands that work as they stand", async () => {
    const { code, out, err } = await baton(["init", "fresh"], { cwd: folder });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const [first = "", ...commands] = [...out.matchAll(/^ {2}(.*)$/gm)].map(([, line = ""]) => line);
    expect(first).toBe("cd fresh");
    expect(commands).toHaveLength(2);
    const ended = [];
    for (const line of commands) ended.push((await baton(line.split(" ").slice(1), { cwd: join(folder, "fresh") })).code);
    expect(ended).toEqual([0, 3]); // the cases pass, and the run waits for the editor
  });

  it("takes an empty folder, a missing one and `.`, and leaves what is there already", async () => {
    mkdirSync(join(folder, "here/.git"), { recursive: true });
    const { code, out } = await baton(["init", ".", "--json"], { cwd: join(folder, "here") });
    expect(code).toBe(0);
    expect(printed(out)).toMatchObject({ folder: ".", files: expect.arrayContaining([".gitignore", "email-draft/graph.yaml"]), next: expect.any(Array) });
    expect(await baton(["init", "deep/down"], { cwd: folder })).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, "deep/down/email-draft/cases.yaml"))).toBe(true);
  });

  it("overwrites nothing: it names what is in the way and writes nothing at all", async () => {
    const at = join(folder, "taken");
    mkdirSync(join(at, "email-draft"), { recursive: true });
    writeFileSync(join(at, "README.md"), "mine");
    writeFileSync(join(at, "tools"), "a file");
    const { code, err } = await baton(["init", "taken"], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toMatch(/^✗ .*taken\/tools.*taken\/README\.md.* are there already, so nothing was written\./);
    expect(readFileSync(join(at, "README.md"), "utf8")).toBe("mine");
    expect(readdirSync(at).toSorted()).toEqual(["README.md", "email-draft", "tools"]);
    expect(await baton(["init", "taken/tools"], { cwd: folder })).toMatchObject({ code: 2, err: expect.stringContaining("taken/tools is there already") });
  });
});

describe("a project outside the workspace", () => {
  it("is checked, has a manifest that is up to date, and passes its cases", async () => {
    expect(await baton(["check", "email-draft"], { cwd: mine() })).toMatchObject({ code: 0, out: "✓ email-draft: no problems\n" });
    expect(await baton(["host", "--check"], { cwd: mine() })).toMatchObject({ code: 0 });
    expect(await baton(["test"], { cwd: mine() })).toMatchObject({ code: 0, out: expect.stringContaining("✓ 5 passed, 0 failed\n") });
    expect(existsSync(join(mine(), "node_modules"))).toBe(false);
    expect(existsSync(join(mine(), ".baton/outbox"))).toBe(false); // the cases had their own
  });

  it("sends the mail once an editor agreed, and not before", async () => {
    const stopped = await baton(["run", "email-draft", "--offline", ...mail], { cwd: mine() });
    expect(stopped.code).toBe(3);
    expect(existsSync(join(mine(), ".baton/outbox"))).toBe(false);
    const args = ["resume", threadOf(stopped), "--edit", '{"subject": "Re: Grüße"}'];
    expect(await baton(args, { cwd: mine() })).toMatchObject({ code: 0, out: expect.stringContaining("Done: sent") });
    const [file = "", ...others] = readdirSync(join(mine(), ".baton/outbox"));
    expect(others).toEqual([]);
    expect(read(`.baton/outbox/${file}`)).toMatch(/^To: ada@example\.com\r\nSubject: =\?UTF-8\?B\?UmU6IEdyw7zDn2U=\?=\r\n[^]*we look for it now/);
  });

  it("refuses to answer anybody but whoever wrote", async () => {
    const stopped = await baton(["run", "email-draft", "--offline", ...mail], { cwd: mine() });
    const elsewhere = await baton(["resume", threadOf(stopped), "--edit", '{"to": "eve@example.com"}'], { cwd: mine() });
    expect(elsewhere).toMatchObject({ code: 2, err: expect.stringContaining("An answer goes to whoever wrote") });
  });

  it("has types for whoever edits it", () => {
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const errors = (): readonly string[] => {
      const { stdout } = spawnSync(process.execPath, [compiler, "-p", "."], { cwd: mine(), encoding: "utf8" });
      return stdout.split("\n").filter((line) => /^(?:tools|baton\.config)/.test(line));
    };
    expect(errors()).toEqual([]);
    writeFileSync(join(mine(), "tools/wrong.ts"), 'import { defineTool } from "baton";\nexport const wrong = defineTool({ name: 1 });\n');
    expect(errors()).toEqual([expect.stringMatching(/^tools\/wrong\.ts\(2,.*error TS/)]);
    rmSync(join(mine(), "tools/wrong.ts"));
  });

  it("tells editors anew where the types are, with `baton host`", async () => {
    rmSync(join(mine(), ".baton/tsconfig.json"));
    await baton(["host", "--check"], { cwd: mine() });
    expect(existsSync(join(mine(), ".baton/tsconfig.json"))).toBe(false);
    await baton(["host"], { cwd: mine() });
    expect(read(".baton/tsconfig.json")).toContain('"baton"');
  });

  it.each([
    ["email-draft", ""],
    [".", "email-draft"],
    ["../email-draft/graph.yaml", "tools"],
  ])("is found as %s", async (path, below) => {
    expect(await baton(["check", path], { cwd: join(mine(), below) })).toMatchObject({ code: 0 });
    expect(await baton(["host", path.replace("graph.yaml", ""), "--check"], { cwd: join(mine(), below) })).toMatchObject({ code: 0 });
    expect(await baton(["test", path, "--case", "waits"], { cwd: join(mine(), below) })).toMatchObject({ code: 0 });
    const absolute = join(mine(), below, path);
    expect(await baton(["run", absolute, "--offline", "--input", join(mine(), "email-draft/mails/late-parcel.json")], { cwd: tmpdir() })).toMatchObject({
      code: 3,
    });
  });

  it("works through a link to the program, and through pnpm from where the person stands", async () => {
    const link = join(folder, "baton-link");
    symlinkSync(main, link);
    expect(execFileSync(process.execPath, [link, "check", "email-draft"], { cwd: mine(), encoding: "utf8" })).toContain("no problems");
    const pnpm = {
      INIT_CWD: mine(),
      npm_package_json: join(root, "package.json"),
      npm_lifecycle_event: "baton",
      npm_config_user_agent: "pnpm/12.21.0 npm/? node/? linux x64",
      npm_execpath: join(root, "pnpm.mjs"), // these tests may themselves be run by npx
    };
    const { code, out } = await baton(["run", "email-draft", "--offline", ...mail], { cwd: root, env: pnpm });
    expect(code).toBe(3);
    expect(out).toMatch(/^ {2}pnpm --dir \S+ baton resume thr_\S+ --approve$/m);
    expect(existsSync(join(mine(), ".baton/baton.db"))).toBe(true);
    const elsewhere = await baton(["check", "email-draft"], { cwd: root, env: { ...pnpm, npm_package_json: join(mine(), "package.json") } });
    expect(elsewhere.code).toBe(2); // a script of another package: its paths are meant from where it runs
  });
});

describe("a host that does not load", () => {
  const told = async (text: string, name = "baton.config.ts") => {
    const at = mkdtempSync(join(folder, "host-"));
    writeFileSync(join(at, name), text);
    return { at, ...(await baton(["host"], { cwd: at })) };
  };

  it.each([
    ["process.exit(0);", "it calls process.exit(0)"],
    ["const a = {\n  b: 1,\nexport default a;\n", "baton.config.ts:3 did not load: this is not TypeScript: Unexpected token `default`."],
    ["enum A { B }\nexport default A;\n", "baton.config.ts:1 did not load: TypeScript enum needs a compiler"],
    [
      'import { nothing } from "baton";\nexport default nothing;\n',
      "baton.config.ts:1 did not load: The requested module 'baton' does not provide an export named 'nothing'",
    ],
    ['import "left-out";\n', "Cannot find package 'left-out'"],
    ['import { defineHost } from "baton";\nexport default defineHost(({ data }) => {\n  throw new Error(`not in ${data}`);\n});\n', "did not load: not in "],
    ['import "baton";\nexport default () => 3;\n', "has no default export made by `defineHost`"],
  ])("%j is told in one sentence", async (text, message) => {
    const { code, out, err } = await told(text);
    expect(code).not.toBe(0);
    expect(out).toBe("");
    expect(err).toContain(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  it("finds what LangChain offers in Baton's installation, and takes the project's own packages before Baton's", async () => {
    const models = 'import { AIMessage } from "@langchain/core/messages";\nimport { ChatOpenAI } from "@langchain/openai";\n';
    const text = `${models}import { defineHost } from "baton";\nexport default defineHost({ roles: [typeof AIMessage, typeof ChatOpenAI] });\n`;
    const { at, code } = await told(text);
    expect(code).toBe(0);
    expect(readFileSync(join(at, "baton.host.json"), "utf8")).toMatch(/"roles": \[\s*"function",\s*"function"/);
    mkdirSync(join(at, "node_modules/@langchain/openai"), { recursive: true });
    writeFileSync(join(at, "node_modules/@langchain/openai/package.json"), '{ "type": "module", "exports": "./i.js" }');
    writeFileSync(join(at, "node_modules/@langchain/openai/i.js"), "export const ChatOpenAI = 1;");
    expect(await baton(["host", "--check"], { cwd: at })).toMatchObject({ code: 1, out: expect.stringContaining("roles changed") });
  });
});
