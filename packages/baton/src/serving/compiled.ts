import { BatonError, digest, type HostManifest, plainJson } from "@baton/core";
import { type BatonGraph, type Clock, type GovernedGraph, type GraphVersion, type Host, hostManifest, schemasOf, type Storage } from "@baton/runtime";
import type { GraphFolder } from "../folder.ts";
import { checkFiles, type CheckedGraph, compileChecked, usable } from "../graph.ts";
import { loadHost } from "../host.ts";
import { type Answering, modelsOf, remotesOf } from "../offline.ts";
import { compileVersion, homeOf, policiesThen, versionOf, type Workshop } from "../version.ts";
import { bounded } from "./bounded.ts";
import type { Library } from "./library.ts";
import type { Shelved } from "./shelf.ts";

/** Most graph versions that are kept compiled. */
const mostCompiled = 200;

export interface CompiledOptions extends Answering {
  readonly library: Library;
  readonly storage: Storage;
  readonly clock: Clock;
  /** Folder that runs are kept in. */
  readonly data: string;
}

interface Checked extends CheckedGraph {
  readonly manifest: HostManifest;
}

/** Compiled versions: each once, and every host once. */
export interface CompiledVersions {
  /** Hash of what a graph's folder says now, stored and ready to run. @throws BatonError `graph_unknown`, `graph_invalid`, `host_failed`. */
  current(id: string): Promise<string>;
  /** For runs that begin now. */
  fresh(hash: string): Promise<GovernedGraph>;
  /** For runs that began with it: under the policies of then, too. */
  begun(hash: string): Promise<GovernedGraph>;
  host(folder: GraphFolder): Promise<Host>;
}

export function compiledVersions({ library, storage, clock, data, ...answering }: CompiledOptions): CompiledVersions {
  const hosts = bounded<Host>(Number.POSITIVE_INFINITY);
  const graphs = bounded<GovernedGraph>(mostCompiled);
  const currents = new WeakMap<Shelved, Promise<string>>();
  // Two folders without a config have the same empty host.
  const host: CompiledVersions["host"] = async (folder) => await hosts(folder.config ?? "", async () => await loadHost(folder, data));
  const shop: Workshop = {
    storage,
    homeOf: (version) => folderNow(library, version.id) ?? homeOf(version, data),
    hostOf: async (home) => (home === undefined ? undefined : await host(home)),
    compile: (graph, home, declared, earlierPolicies) =>
      compileChecked(graph, declared, {
        storage,
        clock,
        earlierPolicies,
        models: modelsOf(graph, declared, answering, home?.files),
        remotes: remotesOf(graph, answering, home?.files),
      }),
  };
  const governed = async (hash: string, anew: boolean): Promise<GovernedGraph> => served(await compileVersion(hash, shop, anew));
  const store = async (folder: GraphFolder): Promise<string> => {
    const manifest = hostManifest(await host(folder));
    const checked: Checked = { ...checkFiles(folder.files, manifest), manifest };
    const version = versionOf({ graph: usable(checked.graph, checked.diagnostics), files: checked.files, manifest }, folder, data, clock.now());
    await storage.graphs.put(version);
    return version.hash;
  };
  return {
    host,
    current: async (id) => {
      const stored = library.kept(currents, id, store);
      // What failed is tried again: the host may have been mended.
      stored.catch(() => library.changed());
      return await stored;
    },
    fresh: async (hash) => await graphs(hash, async () => await governed(hash, true)),
    begun: async (hash) => {
      const begun = await graphs(`then ${hash}`, async () => {
        const fresh = await graphs(hash, async () => await governed(hash, true));
        return samePolicies(fresh) ? fresh : await governed(hash, false);
      });
      return begun;
    },
  };
}

function folderNow(library: Library, id: string): GraphFolder | undefined {
  const opened = library.shelf().get(id)?.opened;
  return opened instanceof BatonError ? undefined : opened;
}

/** True where the policies of now are those of the time when the version was stored. */
function samePolicies({ graph, version }: GovernedGraph): boolean {
  return digest(plainJson(policiesThen(version))) === digest(plainJson(graph.machine.services.host.policies));
}

function served({ graph, version }: { readonly graph: BatonGraph; readonly version: GraphVersion }): GovernedGraph {
  const document = graph.machine.plan.graph;
  return {
    id: version.id,
    title: document.title,
    description: document.goal,
    schemas: schemasOf(document),
    governed: true,
    draft: false,
    graph,
    version,
  };
}
