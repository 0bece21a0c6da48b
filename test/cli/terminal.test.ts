import { spawn, spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program, type World, world } from "./world.ts";

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.remove());

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Runs a command on a terminal of its own; comes with util-linux. */
const terminal = "script";

/** A terminal of a size; as `script` makes it, it knows none. */
const sized = "stty cols 100 rows 40";

/** Runs the program on a terminal (util-linux `script` makes one) and types an answer each time a text has appeared. */
async function onTerminal(
  args: readonly string[],
  dialogue: readonly (readonly [wait: string, type: string])[],
  { env = {}, size = sized }: { readonly env?: Readonly<Record<string, string>>; readonly size?: string } = {},
): Promise<{ readonly code: number | null; readonly screen: string }> {
  const command = `${size}; exec ${[process.execPath, program(), ...args].map(quoted).join(" ")}`;
  const { OPENAI_API_KEY: _, CI: __, NO_COLOR: ___, ...rest } = process.env;
  const child = spawn(terminal, ["-qec", command, "/dev/null"], { cwd: here.folder, env: { ...rest, TERM: "xterm-256color", ...env } });
  let screen = "";
  let seen = 0;
  const open = [...dialogue];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    const [wait, type] = open[0] ?? [];
    if (wait === undefined || type === undefined) return;
    const at = screen.indexOf(wait, seen);
    if (at < 0) return;
    seen = at + wait.length;
    open.shift();
    setTimeout(() => child.stdin.write(type), 150);
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, screen };
}

const [enter, down] = ["\r", "\u001b[B"];

describe.runIf(spawnSync(terminal, ["--version"]).status === 0)("on a terminal", () => {
  it("shows each node as it goes, asks, and goes on with the answer", async () => {
    const { code, screen } = await onTerminal(["run", "refund", "--input", "order=X1", "--input", "amount_minor=700"], [["What do you decide?", enter]], {
      size: ":",
    });
    const text = stripVTControlCharacters(screen).replaceAll("\r", "");
    expect(code).toBe(0);
    for (const part of [
      "● review",
      "Approve EUR 7.00",
      "✓ review",
      "→ approved",
      '    refund(order: "X1", amount_minor: 700, currency: "EUR")',
      "✓ Done: refunded",
    ])
      expect(text).toContain(part);
    expect(screen).toContain("\u001b[32m");
    expect(here.read("ledger.jsonl")).toContain('"X1"');
  });

  it("asks again where policy refuses an edit, and leaves it for later on Escape", async () => {
    const edit = down + enter;
    const { code, screen } = await onTerminal(
      ["run", "refund", "--input", "order=X2", "--input", "amount_minor=700"],
      [
        ["What do you decide?", edit],
        ["order, as JSON", enter],
        ["amount_minor, as JSON", `\u0015200000${enter}`],
        ["currency, as JSON", enter],
        ["What do you decide?", "\u001b"],
      ],
    );
    expect(code).toBe(3);
    const text = stripVTControlCharacters(screen);
    expect(text).toContain("Never more than a thousand");
    expect(text).toMatch(/baton resume thr_\S+ --approve/);
    expect(here.read("ledger.jsonl")).not.toContain('"X2"');
  });

  it("shows no colours where the person wants none", async () => {
    const { code, screen } = await onTerminal(["run", "rest", "--input", "ms=1"], [], { env: { NO_COLOR: "1" } });
    expect(code).toBe(0);
    expect(screen).toContain("✓ nap");
    for (const colour of ["\u001b[32m", "\u001b[2m", "\u001b[1m"]) expect(screen).not.toContain(colour);
  });

  it("does not ask where one JSON object is wanted", async () => {
    const { code, screen } = await onTerminal(["run", "refund", "--json", "--input", "order=X3", "--input", "amount_minor=700"], []);
    expect(code).toBe(3);
    const value: unknown = JSON.parse(screen);
    expect(value).toMatchObject({ status: "interrupted" });
  });
});
