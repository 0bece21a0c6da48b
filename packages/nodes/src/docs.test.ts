import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { check, exampleOf } from "./testing/example.ts";
import { builtinKinds, kindCodes, kinds } from "./index.ts";

describe.each(builtinKinds.map((kind) => kind.type))("the docs of %s", (type) => {
  const example = exampleOf(`${type}/docs.md`);

  test("have an example without a single finding", () => {
    expect(check(example)).toEqual([]);
  });

  test("name every key of the kind", () => {
    const config = kinds.get(type)?.config;
    const keys = config !== undefined && "shape" in config && typeof config.shape === "object" && config.shape !== null ? Object.keys(config.shape) : [];
    const missing = keys.filter((key) => !example.page.includes(`\`${key}\``));
    expect(missing).toEqual([]);
  });
});

describe("codes", () => {
  test("each has a page with its title, and there is no other page", () => {
    const pages = readdirSync(`${import.meta.dirname}/docs`).toSorted();
    expect(pages).toEqual(Object.keys(kindCodes).map((code) => `${code}.md`));
  });

  test.each(Object.entries(kindCodes))("%s: %s is what its page's example gives, and nothing else", (code, title) => {
    const example = exampleOf(`docs/${code}.md`);
    expect(example.page.split("\n")[0]).toBe(`# ${code}: ${title}`);
    expect(check(example).map((found) => found.code)).toEqual([code]);
  });
});

test.each(builtinKinds.map((kind) => kind.type))("every key of %s, inner ones too, says in the published schema what it is", (type) => {
  const undescribed: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    const properties = "properties" in value ? value.properties : undefined;
    if (typeof properties === "object" && properties !== null) {
      for (const [key, inner] of Object.entries(properties)) {
        if (typeof inner === "object" && inner !== null && !("description" in inner)) undescribed.push(`${path}.${key}`);
      }
    }
    for (const [key, inner] of Object.entries(value)) if (key !== "examples") walk(inner, `${path}/${key}`);
  };
  const config = kinds.get(type)?.config ?? z.never();
  walk(z.toJSONSchema(config, { io: "input", unrepresentable: "any" }), type);
  expect(undescribed).toEqual([]);
});
