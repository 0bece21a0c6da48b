import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../document/edit.ts";
import { readingCodes } from "../document/codes.ts";
import { checkCodes } from "./codes.ts";
import { checkToy } from "./toy-kinds.ts";

const folder = new URL("docs/", import.meta.url);
const codes = Object.entries(checkCodes);
/** A circle that nothing leaves has no bound either. */
const alsoGives: Readonly<Record<string, string>> = { BT138: "BT139" };

function page(code: string): string {
  return readFileSync(new URL(`${code}.md`, folder), "utf8");
}

/** The other files that a page shows, each in a block named after it. */
function others(code: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...page(code).matchAll(/```\w+ (\S+)\n([^]*?)```/g)].map((match): [string, string] => [match[1] ?? "", match[2] ?? ""]));
}

function example(code: string): string {
  return /```yaml\n(?<yaml>[^]*?)```/.exec(page(code))?.groups?.["yaml"] ?? "";
}

describe("every code of the checker", () => {
  it.each(codes)("%s has a page with its title", (code, { title }) => {
    expect(page(code).split("\n")[0]).toBe(`# ${code}: ${title}`);
  });

  it.each(codes)("%s is given by its page's example, with its severity", (code, { severity }) => {
    expect(checkToy(example(code), others(code))).toContainEqual(expect.objectContaining({ code, severity }));
  });

  it.each(codes)("%s has an example with no other error", (code) => {
    const more = checkToy(example(code), others(code)).filter((each) => each.severity === "error" && each.code !== code && each.code !== alsoGives[code]);
    expect(more.map((each) => `${each.code} ${each.message}`)).toEqual([]);
  });

  it.each(codes)("%s is gone once its fix is applied, where it has one", (code) => {
    const text = example(code);
    const found = checkToy(text, others(code)).filter((each) => each.code === code);
    for (const { fix, message } of found) {
      if (fix === undefined) continue;
      const after = checkToy(applyEdits(text, fix.edits), others(code)).filter((each) => each.severity === "error" || each.code === code);
      expect(after.map((each) => each.message)).not.toContain(message);
      expect(after.filter((each) => each.code.startsWith("BT10") || each.code.startsWith("BT11"))).toEqual([]);
    }
  });
});

it("has no page for a code that is not in a table", () => {
  const known = new Set([...Object.keys(checkCodes), ...Object.keys(readingCodes)].map((code) => `${code}.md`));
  expect(readdirSync(folder).filter((file) => !known.has(file))).toEqual([]);
});
