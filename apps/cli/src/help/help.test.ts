import { execFileSync } from "node:child_process";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import type { Io } from "../process/io.ts";
import { buildProgram } from "../program.ts";

interface Page {
  readonly path: string;
  readonly command: Command;
  readonly text: string;
}

/** The program as it is, writing into a list. */
function program(): { readonly root: Command; readonly written: string[] } {
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  const plain: Io["paint"] = (_, text) => text;
  const io: Io = {
    out: write,
    err: write,
    draw: write,
    paint: plain,
    paintErr: plain,
    interactive: false,
    live: false,
    width: 100,
    env: {},
    now: () => 0,
    stdin: async () => new Uint8Array(),
  };
  return { root: buildProgram(io, () => undefined), written };
}

function pages(): readonly Page[] {
  const { root, written } = program();
  const all = (command: Command, path: string): readonly Page[] => {
    written.length = 0;
    command.outputHelp();
    const text = written.join("\n");
    const visible = command.createHelp().visibleCommands(command);
    return [{ path, command, text }, ...visible.flatMap((each) => all(each, `${path} ${each.name()}`))];
  };
  return all(root, "baton");
}

const examplesOf = ({ text }: Page): readonly string[] =>
  [...(/^Examples:\n((?: {2,}.*\n)+)/m.exec(text)?.[1] ?? "").matchAll(/^ {2}(\S.*)$/gm)].map(([, line = ""]) => line);

/** Words of a command as a shell gives them. */
function wordsOf(command: string): readonly string[] {
  return execFileSync("sh", ["-c", `baton() { printf '%s\\0' "$@"; }; ${command}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

describe.each(pages().map((page) => [page.path, page] as const))("the page of %s", (path, page) => {
  it("has a summary, examples, exit codes, environment and related commands, in lines that fit", () => {
    expect(page.text).toMatch(new RegExp(`^${path}: .+\n`));
    for (const part of ["Usage: ", "\nExamples:\n", "\nExit codes:\n", "\nEnvironment:\n", "\nSee also:\n"]) expect(page.text).toContain(part);
    expect(page.text.split("\n").filter((line) => line.length > 100 && !line.startsWith("  baton") && !line.startsWith(path))).toEqual([]);
  });

  it("names only commands that there are", () => {
    const known = new Set(pages().map((each) => each.path));
    const related = (/See also:\n([^]*)$/.exec(page.text)?.[1] ?? "").split(",").map((each) => each.trim().replace(/ <.*/, ""));
    expect(related.filter((each) => !known.has(each))).toEqual([]);
  });

  it("has examples that can be typed", async () => {
    const examples = examplesOf(page);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const command = /baton [^|>)]*/g.exec(example.slice(example.lastIndexOf("baton ")))?.[0] ?? "";
      const { root } = program();
      const ran: string[] = [];
      for (const each of [root, ...root.commands, ...root.commands.flatMap(({ commands }) => commands)])
        if (each.commands.length === 0) each.action(() => void ran.push(each.name()));
      await root.parseAsync([...wordsOf(command)], { from: "user" });
      expect({ example, ran }).toEqual({ example, ran: [expect.any(String)] });
    }
  });
});

it("tells the version of the package", async () => {
  const { root, written } = program();
  await root.parseAsync(["--version"], { from: "user" }).catch(() => undefined);
  expect(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).toContain(`"version": "${written.join("")}"`);
});
