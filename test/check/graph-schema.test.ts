import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Json } from "@baton/core";
import { builtinKinds, kinds } from "@baton/nodes";
import { getLanguageService, TextDocument } from "vscode-json-languageservice";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const root = join(import.meta.dirname, "../..");
const published = join(root, "packages/baton/graph.schema.json");
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
const schema = z.record(z.string(), z.json()).parse(JSON.parse(readFileSync(published, "utf8")));

const graphs = readdirSync(join(root, "graphs"), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && readdirSync(join(root, "graphs", entry.name)).includes("graph.yaml") ? [`graphs/${entry.name}/graph.yaml`] : [],
);
const documents: readonly (readonly [name: string, document: Json])[] = [
  ...[...graphs, "test/check/format-example/graph.yaml"].map((path) => [path, parsed(textOf(path))] as const),
  ...builtinKinds.map(({ type }) => {
    const page = `packages/nodes/src/${type}/docs.md`;
    return [page, parsed(/^```yaml graph\.yaml\n(.*?)^```$/ms.exec(textOf(page))?.[1] ?? "")] as const;
  }),
];

function parsed(yaml: string): Json {
  return z.json().parse(parse(yaml));
}

const service = getLanguageService({});
service.configure({ validate: true, schemas: [{ uri: "test://graph.schema.json", fileMatch: ["*"], schema }] });

/** What the language service of VS Code, a validator that shares nothing with ours, says of a JSON text. */
async function complaints(text: string): Promise<readonly string[]> {
  const document = TextDocument.create("test://graph.json", "json", 1, text);
  return (await service.doValidation(document, service.parseJSONDocument(document))).map(({ message }) =>
    typeof message === "string" ? message : message.value,
  );
}

/** What it offers at the text's `|`. */
async function offers(text: string): Promise<readonly string[]> {
  const document = TextDocument.create("test://graph.json", "json", 1, text.replace("|", ""));
  const list = await service.doComplete(document, document.positionAt(text.indexOf("|")), service.parseJSONDocument(document));
  return (list?.items ?? []).map(({ label }) => label);
}

test("the published schema says what it is", () => {
  expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", $id: "urn:baton:graph:1", title: "Baton graph" });
});

test.each(graphs)("%s names it for editors", (path) => {
  const [, named = ""] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(textOf(path)) ?? [];
  expect(relative(published, join(root, dirname(path), named))).toBe("");
});

describe.each(documents)("%s", (_, document) => {
  const wrong: readonly (readonly [string, Json])[] = [
    ["another format", changed(document, ["baton"], 2)],
    ["an unknown key", changed(document, ["gaol"], "x")],
    ["a goal that is no text", changed(document, ["goal"], 1)],
    ["an edge that leads nowhere", changed(document, ["edges"], ["start"])],
    ["a merge that does not exist", changed(document, ["state", "extra"], { schema: "string", merge: "sometimes" })],
    ["a node without kind", changed(document, ["nodes", "extra"], { title: "What?" })],
    ["an unknown kind", changed(document, ["nodes", "extra"], { kind: "tol", tool: "t" })],
    ["a node with an unknown key", changed(document, ["nodes", "extra"], { kind: "tool", tool: "t", tol: 1 })],
    ["a name with capitals", changed(document, ["nodes", "Extra"], { kind: "tool", tool: "t" })],
  ];

  test("fits", async () => {
    expect(await complaints(JSON.stringify(document))).toEqual([]);
  });

  test.each(wrong)("does not with %s", async (_name, broken) => {
    expect(await complaints(JSON.stringify(broken))).not.toEqual([]);
  });
});

/** The document with the value at a path set. */
function changed(document: Json, [key = "", ...rest]: readonly string[], value: Json): Json {
  const object = z.record(z.string(), z.json()).parse(document);
  return { ...object, [key]: rest.length === 0 ? value : changed(object[key] ?? {}, rest, value) };
}

describe("an editor", () => {
  test("offers every built-in kind", async () => {
    expect(await offers('{ "nodes": { "a": { "kind": | } } }')).toEqual(expect.arrayContaining([...kinds.keys()].map((kind) => `"${kind}"`)));
  });

  test.each(builtinKinds.map(({ type, config }) => [type, "shape" in config ? Object.keys(Object(config.shape)) : []] as const))(
    "offers the keys of %s",
    async (kind, keys) => {
      expect(await offers(`{ "nodes": { "a": { "kind": "${kind}", | } } }`)).toEqual(expect.arrayContaining(["title", "writes", ...keys]));
    },
  );

  test("offers no key of another kind", async () => {
    expect(await offers('{ "nodes": { "a": { "kind": "tool", | } } }')).not.toContain("prompt");
  });

  test("offers the keys of the document", async () => {
    expect(await offers("{ | }")).toEqual(expect.arrayContaining(["baton", "id", "goal", "state", "outcomes", "policies", "limits", "nodes", "edges"]));
  });
});
