import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faults } from "./faults.ts";

const page = readFileSync(join(import.meta.dirname, "../../../packages/runtime/src/model/faults.md"), "utf8");
const rows = [...page.matchAll(/^\| [^|]+ \| (again|other|told) \| ([^|]+) \|$/gm)].map(([, first = "", codes = ""]) => ({
  first,
  codes: codes.match(/\w+/g) ?? [],
}));

test("the page of faults tells the code and the first way out of every fault", () => {
  const told = new Set(rows.flatMap(({ first, codes }) => codes.map((code) => `${first} ${code}`)));
  const happens = faults.flatMap((fault) => [fault, { ...fault, ...fault.streamed }]).map(({ once, always }) => `${once} ${always.code}`);
  expect([...new Set(happens)].filter((each) => !told.has(each))).toEqual([]);
  expect([...told].filter((each) => !happens.includes(each))).toEqual([]);
});
