import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import type { JsonSchema } from "../json.ts";
import { compileValue } from "./compile.ts";
import { TIMESTAMP_SCHEMA } from "./schema-type.ts";
import { typeOfValue } from "./scope.ts";

const page = readFileSync(new URL("docs.md", import.meta.url), "utf8");
const blocks = (language: string): readonly string[] => [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))].map((match) => match[1] ?? "");
const values = z.record(z.string(), z.json()).parse(JSON.parse(blocks("json")[0] ?? ""));

const line = { type: "object", properties: { text: { type: "string" }, amount_minor: { type: "integer" } }, required: ["text", "amount_minor"] };
const invoice: JsonSchema = {
  type: "object",
  properties: {
    id: { type: "string" },
    currency: { type: "string" },
    total: { type: "number" },
    net_minor: { type: "integer" },
    lines: { type: "array", items: line },
    due: { type: "string", format: "date" },
    discount: { type: ["number", "null"] },
    note: { type: "string" },
  },
};
const scope = {
  variables: new Map<string, JsonSchema>([
    ["invoice", invoice],
    ["feedback", { type: "array", items: { type: "string" } }],
    ["params", typeOfValue(values["params"] ?? {})],
    ["now", TIMESTAMP_SCHEMA],
    ["receipt", invoice],
  ]),
  channels: new Set(["invoice", "feedback", "receipt"]),
};

const examples = (["cel", "template"] as const).flatMap((language) =>
  blocks(language).flatMap((block) =>
    block
      .trimEnd()
      .split("\n")
      .map((example) => ({ language, example })),
  ),
);

test.each(examples)("the page is right about $example", ({ language, example }) => {
  const [source = "", result = ""] = example.split(/ +\/\/ => /);
  const compiled = compileValue(source, scope, { place: language === "cel" ? "expression" : "template" });
  expect(compiled.problems).toEqual([]);
  expect(compiled.evaluate(values)).toEqual(JSON.parse(result));
});

test("the page has an example of every function", () => {
  const functions =
    "size string int double bool timestamp duration has matches startsWith endsWith contains indexOf lastIndexOf lowerAscii upperAscii trim substring split replace sum min max flatten distinct slice join all exists exists_one map filter sortBy user assistant getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds getMilliseconds";
  const all = examples.map(({ example }) => example).join("\n");
  expect(functions.split(" ").filter((name) => !all.includes(`${name}(`))).toEqual([]);
});
