import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

function pages(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" || entry.name.startsWith(".") ? [] : pages(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** A page without its code, in which brackets mean something else. */
function prose(page: string): string {
  return readFileSync(page, "utf8")
    .replaceAll(/^(```+|~~~+).*?^\1/gms, "")
    .replaceAll(/`[^`\n]*`/g, (code) => "x".repeat(code.length));
}

/** Targets of links and pictures, inline or by reference, that are not addresses. */
function links(page: string): readonly string[] {
  return [...prose(page).matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)|\b(?:src|href)="([^"]+)"/gm)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? "")
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/** The anchors of a page's headings, as GitHub and VS Code make them. */
function anchors(page: string): readonly string[] {
  return [
    ...readFileSync(page, "utf8")
      .replaceAll(/^(```+|~~~+).*?^\1/gms, "")
      .matchAll(/^#{1,6}\s+(.*)$/gm),
  ].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );
}

function broken(page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : path.startsWith("/") ? join(root, path) : join(dirname(page), decodeURIComponent(path));
  if (!existsSync(file) || relative(root, file).startsWith("..")) return true;
  return anchor !== undefined && file.endsWith(".md") && !anchors(file).includes(anchor);
}

const all = pages(root);
const found = all.flatMap((page) => links(page).map((target) => ({ page: relative(root, page), target })));

test("there are pages with links between them", () => {
  expect(found.length).toBeGreaterThan(0);
});

test("every relative link of every page leads to a file, a folder or a heading of this repository", () => {
  expect(found.filter(({ page, target }) => broken(join(root, page), target))).toEqual([]);
});
