import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { applyEdits, BatonError, type GraphFiles } from "@baton/core";
import type { GraphTemplate } from "@baton/runtime";
import { checkFiles } from "../graph.ts";
import { textsOf } from "./graph-file.ts";
import { nextTo } from "./save.ts";
import { readShelf } from "./shelf.ts";

const blank = (id: string): string => `baton: 1
id: ${id}
goal: Say what a run is to reach.
nodes:
  begin: { kind: transform }
edges:
  - start -> begin
  - begin -> end
`;

/** What is made again, and what belongs to the template alone. */
const left = /^(?:node_modules|\..*|.*\.test\.ts|graph(?:-dark)?\.svg)$/;

interface Template extends GraphTemplate {
  readonly path: string;
  readonly files: GraphFiles;
  readonly document: string;
}

/** Graphs to begin others with. */
export interface Templates {
  list(): readonly GraphTemplate[];
  /** The text files of a template. @throws BatonError `template_unknown`. */
  read(id: string): Readonly<Record<string, string>>;
  /** Makes a folder of a template, with all that its host needs, or of nothing; all of it or none. @throws BatonError `template_unknown`. */
  make(folder: string, id: string, template: string | undefined): void;
}

/** The graphs of these folders. They are the server's own, so that what is made of them has their code too. */
export function openTemplates(folders: readonly string[]): Templates {
  let known: readonly Template[] | undefined;
  const all = (): readonly Template[] => (known ??= folders.flatMap(readTemplates));
  const find = (name: string): Template => {
    const found = all().find((each) => each.id === name);
    if (found !== undefined) return found;
    throw new BatonError("template_unknown", "domain", `There is no template \`${name}\`.`, { fix: "List those there are." });
  };
  return {
    read: (name) => {
      const { path, files } = find(name);
      return textsOf(path, files);
    },
    list: () => all().map(({ id, title, description }) => ({ id, title, description })),
    make: (folder, id, name) => {
      const template = name === undefined ? undefined : find(name);
      const next = nextTo(folder);
      try {
        if (template === undefined) fill(next, id);
        else copy(template, next, id);
        renameSync(next, folder);
      } catch (error) {
        rmSync(next, { recursive: true, force: true });
        throw error;
      }
    },
  };
}

function fill(folder: string, id: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "graph.yaml"), blank(id));
}

function copy({ path, document }: Template, folder: string, id: string): void {
  cpSync(path, folder, { recursive: true, filter: (each) => each === path || !left.test(basename(each)) });
  const file = join(folder, document);
  writeFileSync(file, applyEdits(readFileSync(file, "utf8"), [{ op: "set", path: ["id"], value: id }]));
}

function readTemplates(folder: string): readonly Template[] {
  return [...readShelf(folder).values()].flatMap(({ id, path, opened }) => {
    if (opened instanceof BatonError) return [];
    const { graph } = checkFiles(opened.files, opened.manifest);
    return graph === undefined ? [] : [{ id, title: graph.title, description: graph.goal, path, files: opened.files, document: opened.files.root }];
  });
}
