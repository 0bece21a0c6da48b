import { BatonError, type Diagnostic } from "@baton/core";
import type { Catalogue, GraphEntry, PublicationStore, UngovernedGraph } from "@baton/runtime";
import type { CompiledVersions } from "./compiled.ts";
import type { Library } from "./library.ts";
import type { Shelved } from "./shelf.ts";

export interface CatalogueOptions {
  readonly library: Library;
  readonly compiled: CompiledVersions;
  readonly inCode: ReadonlyMap<string, UngovernedGraph>;
  readonly publications: PublicationStore;
  /** With people, a graph runs for real once somebody has published it; the one user of a local server publishes by saving. */
  readonly people: boolean;
}

export function openCatalogue({ library, compiled, inCode, publications, people }: CatalogueOptions): Catalogue {
  const publishedHash = async (id: string): Promise<string | undefined> => (await publications.list(id, { what: "published", limit: 1 }))[0]?.hash;
  return {
    list: async () => {
      const documents = await Promise.all([...library.shelf().values()].map(async (each) => entryOf(each, library, await publishedHash(each.id))));
      const others = [...inCode.values()]
        .filter(({ id }) => !library.shelf().has(id))
        .map(({ id, title, description }): GraphEntry => ({ id, title, description, governed: false, problems: [] }));
      return [...documents, ...others];
    },
    has: async (id) => await Promise.resolve(inCode.has(id) || library.shelf().has(id)),
    open: async (id, { draft = false } = {}) => {
      // A document is what is checked: it comes first.
      const written = library.shelf().has(id) ? undefined : inCode.get(id);
      if (written !== undefined) return written;
      library.folder(id); // what is not there is not served any more, published or not
      const published = await publishedHash(id);
      if (published !== undefined && !draft) return await compiled.fresh(published);
      const current = await compiled.current(id);
      return { ...(await compiled.fresh(current)), draft: current !== published && (people || published !== undefined) };
    },
    load: async (hash) => await compiled.begun(hash),
  };
}

function entryOf({ id, opened }: Shelved, library: Library, publishedHash: string | undefined): GraphEntry {
  const published = publishedHash === undefined ? {} : { publishedHash };
  if (opened instanceof BatonError) return { id, title: id, description: "", governed: true, ...published, problems: [problemOf(opened)] };
  const { graph, diagnostics } = library.checked(id);
  const problems = opened.manifestProblem === undefined ? diagnostics : [manifestProblem(opened.manifestProblem), ...diagnostics];
  return {
    id,
    title: graph?.title || id,
    description: graph?.goal ?? "",
    governed: true,
    ...(graph === undefined ? {} : { hash: graph.hash }),
    ...published,
    problems,
  };
}

/** What is wrong with a folder, where a document's problems stand. */
function problemOf({ code, message, fix }: BatonError, file = "graph.yaml"): Diagnostic {
  const at = { file, line: 1, column: 1, endLine: 1, endColumn: 1, start: 0, end: 0 };
  return { code, severity: "error", message: [message, fix ?? ""].join(" ").trimEnd(), at };
}

function manifestProblem(problem: string): Diagnostic {
  const error = new BatonError(
    "manifest_invalid",
    "domain",
    `baton.host.json cannot be read, so no tool or model of the host is known: ${problem.replaceAll("\n", " ")}`,
    {
      fix: "Write it anew with `baton host`.",
    },
  );
  return problemOf(error, "baton.host.json");
}
