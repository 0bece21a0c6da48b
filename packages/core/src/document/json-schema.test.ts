import { Validator } from "@cfworker/json-schema";
import { describe, expect, test } from "vitest";
import { getLanguageService, TextDocument } from "vscode-json-languageservice";
import { CEL_WORDS, RESERVED_NAMES } from "../expression/reserved.ts";
import { jsonSchema } from "./json-schema.ts";
import { documentSchema } from "./schema.ts";
import { testKinds } from "./testing.ts";

const schema = jsonSchema(testKinds);
const good = {
  $schema: "graph.schema.json",
  baton: 1,
  id: "x",
  goal: "Go.",
  owners: { risk: "audit" },
  params: { limit: 3 },
  state: { a: "string", b: { schema: "list(s/a.json)", merge: "append" }, c: { type: "object" } },
  input: ["a"],
  outcomes: { done: ["a", "b?"] },
  limits: { steps: 10, time: "5m", tools: { pay: 1 } },
  defaults: { tool: { timeout: "30s" } },
  policies: [
    { node: "*", effect: "read", then: "allow" },
    { node: ["find"], tool: "pay", then: "approve", by: [{ role: "cfo", fourEyes: true }], expires: "3d" },
  ],
  nodes: {
    find: { kind: "tool", tool: "search", args: { q: "a", n: [1, "b"] }, writes: "a", writesOn: { failed: { a: "output.message" } }, retry: 1 },
    route: { kind: "branch", cases: [{ port: "x", when: "true" }] },
    rate: { kind: "acme/score@3", points: 1 },
    grade: { kind: "acme/score@3", grade: "A", note: "By letter." },
  },
  edges: ["start -> find", { edge: "find -> end", max: 2, else: "end" }],
};
type Change = readonly [string, object];
const wrong: readonly Change[] = [
  ["an unknown key", { ...good, gaol: "x" }],
  ["an unknown key of a node", { ...good, nodes: { find: { kind: "tool", tool: "t", tol: 1 } } }],
  ["a key of another kind", { ...good, nodes: { find: { kind: "tool", tool: "t", cases: [] } } }],
  ["a missing key", { ...good, nodes: { find: { kind: "tool" } } }],
  ["an unknown kind", { ...good, nodes: { find: { kind: "tol", tool: "t" } } }],
  ["a node without kind", { ...good, nodes: { find: { tool: "t" } } }],
  ["a name with capitals", { ...good, nodes: { Find: { kind: "tool", tool: "t" } } }],
  ["a mistyped long channel", { ...good, state: { a: { schema: "string", mrege: "append" } } }],
  ["a bad duration", { ...good, limits: { time: "soon" } }],
  ["a bad policy", { ...good, policies: [{ node: "*", then: "perhaps" }] }],
  ["a newer format", { ...good, baton: 2 }],
  ["a bad edge", { ...good, edges: ["start"] }],
  ...[...CEL_WORDS, ...RESERVED_NAMES].map((name): Change => [`the name ${name}`, { ...good, params: { [name]: 1 } }]),
];

/** Keys of an object schema that have no description. */
const undescribed = (value: unknown): readonly string[] => {
  if (typeof value !== "object" || value === null || !("properties" in value) || typeof value.properties !== "object" || value.properties === null) return [];
  return Object.entries(value.properties).flatMap(([key, each]: readonly [string, unknown]) =>
    typeof each === "object" && each !== null && "description" in each ? [] : [key],
  );
};

describe("the published schema", () => {
  const validator = new Validator(schema, "2020-12", false);
  test("is plain JSON Schema 2020-12", () => {
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
  });
  test("and zod accept a right document", () => {
    expect(validator.validate(good).errors).toEqual([]);
    expect(documentSchema(testKinds).safeParse(good).error?.issues).toBeUndefined();
  });
  test.each(wrong)("and zod refuse %s", (_name, document) => {
    expect(validator.validate(document).valid).toBe(false);
    expect(documentSchema(testKinds).safeParse(document).success).toBe(false);
  });
  test("describes every key of the format", () => {
    expect(undescribed(schema)).toEqual([]);
  });
});

describe("an editor that knows the schema", () => {
  const service = getLanguageService({});
  service.configure({ validate: true, schemas: [{ uri: "test://graph.schema.json", fileMatch: ["*"], schema }] });

  const { $schema: _schema, ...plain } = good;
  const open = (text: string) => {
    const document = TextDocument.create("test://graph.json", "json", 1, text.replace("|", ""));
    return { document, json: service.parseJSONDocument(document), position: document.positionAt(Math.max(text.indexOf("|"), 0)) };
  };
  const complete = async (text: string): Promise<readonly string[]> => {
    const { document, json, position } = open(text);
    const list = await service.doComplete(document, position, json);
    return (list?.items ?? []).map((item) => item.label);
  };

  test("has nothing to say about a right document", async () => {
    const { document, json } = open(JSON.stringify(plain, undefined, 2));
    expect(await service.doValidation(document, json)).toEqual([]);
  });
  test("offers the kinds", async () => {
    expect(await complete('{ "nodes": { "a": { "kind": | } } }')).toEqual(expect.arrayContaining(['"tool"', '"branch"', '"agent"', '"acme/score@3"']));
  });
  test("offers the keys of a node's kind, and not another's", async () => {
    const keys = await complete('{ "nodes": { "a": { "kind": "tool", | } } }');
    expect(keys).toEqual(expect.arrayContaining(["tool", "args", "writes", "writesOn", "timeout", "retry", "limits"]));
    expect(keys).not.toContain("cases");
  });
  test("offers the keys of the document", async () => {
    expect(await complete("{ | }")).toEqual(expect.arrayContaining(["baton", "id", "goal", "state", "nodes", "edges", "policies"]));
  });
  test("complains in one sentence about one key", async () => {
    const { document, json } = open(JSON.stringify({ ...plain, nodes: { find: { kind: "tool", tool: "t", tol: 1 } } }));
    expect((await service.doValidation(document, json)).map((each) => each.message)).toEqual(["Property tol is not allowed."]);
  });
});
