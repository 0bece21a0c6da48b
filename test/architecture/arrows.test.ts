import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Which workspace packages each may import; the arrows of the house go one way. */
const arrows: Record<string, readonly string[]> = {
  "packages/core": [],
  "packages/runtime": ["@baton/core"],
  "packages/storage": ["@baton/core", "@baton/runtime"],
  "packages/nodes": ["@baton/core", "@baton/runtime"],
  "packages/draw": ["@baton/core"],
  "packages/baton": ["@baton/core", "@baton/nodes", "@baton/runtime", "@baton/storage"],
  "packages/server": ["@baton/core", "@baton/runtime"],
  "apps/cli": ["@baton/core", "@baton/draw", "@baton/server", "baton"],
  "apps/editor": ["@baton/core", "@baton/nodes", "@baton/draw"],
  graphs: ["baton"],
};

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}

function imports(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s+"([^"]+)"/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? "",
  );
}

const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\//.test(file);

describe("the arrows between packages", () => {
  it.each(Object.entries(arrows))("%s imports only what stands below it", (folder, allowed) => {
    const wrong = sources(folder)
      .filter((file) => !isTest(file))
      .flatMap((file) => imports(file).map((name) => ({ file, name })))
      .filter(({ name }) => /^(@baton\/|baton$|baton\/)/.test(name))
      .filter(({ name }) => !allowed.some((prefix) => name === prefix || name.startsWith(`${prefix}/`)));
    expect(wrong).toEqual([]);
  });

  it("nothing reaches into another package past its entry points", () => {
    const wrong = Object.keys(arrows).flatMap((folder) =>
      sources(folder)
        .filter((file) => !isTest(file))
        .flatMap((file) =>
          imports(file)
            .filter((name) => name.startsWith(".") && relative(folder, join(file, "..", name)).startsWith(".."))
            .map((name) => `${file} imports ${name}`),
        ),
    );
    expect(wrong).toEqual([]);
  });

  it("a node kind's kind.ts knows core and zod only", () => {
    const wrong = sources("packages/nodes/src")
      .filter((file) => file.endsWith("/kind.ts"))
      .flatMap((file) => imports(file).filter((name) => !["@baton/core", "zod"].includes(name) && !/^\.\.?\/(?!.*compile)/.test(name)));
    expect(wrong).toEqual([]);
  });
});

async function bundled(entry: string, platform: "browser" | "node"): Promise<readonly string[]> {
  const result = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform,
    logLevel: "silent",
  });
  return Object.keys(result.metafile.inputs);
}

describe("what an entry point brings with it", () => {
  // A `node:` import fails a browser build, so a bundle that builds has none.
  it.each(["packages/core/src/index.ts", "packages/nodes/src/index.ts", "packages/draw/src/index.ts"])(
    "%s goes into a browser without LangGraph",
    async (entry) => {
      const inputs = await bundled(entry, "browser");
      expect(inputs.filter((name) => /langgraph|langchain|\/react\//.test(name))).toEqual([]);
    },
  );

  it("the runtime brings no storage adapter and no React", async () => {
    const inputs = await bundled("packages/runtime/src/index.ts", "node");
    expect(inputs.filter((name) => /packages\/storage|node_modules\/react/.test(name))).toEqual([]);
  });
});

describe("the house", () => {
  it("has no folder for leftovers", () => {
    const names = ["packages", "apps"].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }));
    const wrong = names.filter((name) => !name.includes("node_modules") && /(^|\/)(shared|utils|common|misc|types|helpers|lib)(\.ts)?$/.test(name));
    expect(wrong).toEqual([]);
  });

  it("has no branch on a kind's name in shared code", () => {
    const kinds = ["agent", "tool", "branch", "transform", "gate", "review", "supervisor", "parallel", "subgraph"];
    const pattern = new RegExp(`kind\\s*(===|!==)\\s*"(${kinds.join("|")})"|case "(${kinds.join("|")})":`);
    const wrong = ["packages/core", "packages/runtime", "packages/storage", "packages/baton", "apps/cli"]
      .flatMap((folder) => sources(folder))
      .filter((file) => !isTest(file) && pattern.test(readFileSync(join(root, file), "utf8")));
    expect(wrong).toEqual([]);
  });

  it("keeps files small: none past 500 lines", () => {
    const long = Object.keys(arrows)
      .flatMap((folder) => sources(folder))
      .filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 500);
    expect(long).toEqual([]);
  });
});
