import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { BatonError } from "@baton/core";
import { type Catalogue, type Clock, createEngine, type Engine, hostManifest, type Storage, systemClock, type Workspace } from "@baton/runtime";
import { driftNote } from "../host.ts";
import { checkAllModels } from "../models.ts";
import type { Answering } from "../offline.ts";
import { openData } from "../open.ts";
import { openCatalogue } from "./catalogue.ts";
import { codeGraphs } from "./code-graphs.ts";
import { compiledVersions } from "./compiled.ts";
import { type Library, openLibrary } from "./library.ts";
import { openTemplates } from "./templates.ts";
import { openWorkspace } from "./workspace.ts";

export interface ServingOptions extends Answering {
  /** Folder of the graphs, a folder each, or one graph's. */
  readonly graphs: string;
  /** Folder for the database; `false` keeps everything in memory. */
  readonly data: string | false;
  readonly clock?: Clock;
  /** Folders with graphs to begin others with. */
  readonly templates?: readonly string[];
  /** Serves the graphs in code that `langgraph.json` names too, which no gateway sees. */
  readonly ungoverned?: boolean;
  /** Several people work here: what nobody has published simulates what it writes. */
  readonly people?: boolean;
}

/** Everything that a server serves, over one storage. */
export interface Serving {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly engine: Engine;
  readonly catalogue: Catalogue;
  readonly workspace: Workspace;
  /** Loads every host, so that what is wrong is known before the first run; says it, by graph. */
  notes(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Opens a folder of graphs for serving. A graph that is broken is listed with its problems; the others run. @throws BatonError `langgraph_invalid`. */
export function openServing(options: ServingOptions): Serving {
  const { graphs, ungoverned = false, people = false, offline = false, env = process.env } = options;
  const clock = options.clock ?? systemClock;
  const storage = openData(options.data, clock);
  const data = options.data === false ? resolve(".baton") : realpathSync(options.data);
  const library = openLibrary(graphs, data);
  try {
    const compiled = compiledVersions({ library, storage, clock, data, offline, env });
    const inCode = ungoverned ? codeGraphs(library.root, storage) : new Map();
    const catalogue = openCatalogue({ library, compiled, inCode, publications: storage.publications, people });
    const engine = createEngine({ storage, clock, load: async (hash) => (await catalogue.load(hash)).graph });
    const checked = new WeakMap<object, Promise<void>>();
    return {
      storage,
      clock,
      engine: {
        ...engine,
        run: async (request) => {
          const graph = request.graph?.graph;
          if (graph !== undefined) {
            const { services, plan } = graph.machine;
            const found = checked.get(graph) ?? checkAllModels(plan.graph, hostManifest(services.host), services.models);
            checked.set(graph, found);
            found.catch(() => checked.delete(graph)); // a key may be set meanwhile
            await found;
          }
          return await engine.run(request);
        },
      },
      catalogue,
      workspace: openWorkspace(library, openTemplates(options.templates ?? [])),
      notes: async () => await notesOf(library, compiled),
      close: async () => {
        library.close();
        await storage.close();
      },
    };
  } catch (error) {
    library.close();
    void storage.close();
    throw error;
  }
}

async function notesOf(library: Library, compiled: ReturnType<typeof compiledVersions>): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const { id, opened } of library.shelf().values()) {
    if (opened instanceof BatonError) {
      notes.push(`${id}: ${opened.message}`);
      continue;
    }
    try {
      const host = await compiled.host(opened);
      const drift = opened.config === undefined ? undefined : driftNote(host, opened.manifest);
      if (drift !== undefined) notes.push(`${id}: ${drift}`);
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
      notes.push(`${id}: ${error.message}`);
    }
    const errors = library.checked(id).diagnostics.filter(({ severity }) => severity === "error").length;
    if (errors > 0) notes.push(`${id}: the check found ${errors} ${errors === 1 ? "error" : "errors"}, so it does not run; see \`baton check\`.`);
  }
  return notes;
}
