import { readFileSync } from "node:fs";
import { checkGraph, type Diagnostic, hostManifestSchema, readGraph } from "@baton/core";
import { kinds } from "@baton/nodes";
import { expect, it } from "vitest";

const folder = new URL("format-example/", import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, folder), "utf8");
const manifest = hostManifestSchema.parse(JSON.parse(text("baton.host.json")));

function check(edit: (document: string) => string = (document) => document): readonly Diagnostic[] {
  const read = (path: string): string => (path === "graph.yaml" ? edit(text(path)) : text(path));
  return checkGraph(readGraph({ root: "graph.yaml", read }, kinds), kinds, manifest);
}

it("finds no error in the format's own example", () => {
  expect(check().filter((each) => each.severity !== "advice")).toEqual([]);
});

it("shows the way on which a decision would be missing", () => {
  const found = check((document) => document.replace("match -> tax", "match -> route"));
  expect(found.find((each) => each.code === "BT220" && each.at.channel === "decision")?.path).toEqual(["parse", "match", "route"]);
});
