import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { type GraphFiles, graphsFolder, isJsonObject, parseSource } from "@baton/core";

/** Most folders that are looked into for a graph whose folder bears another name. */
const mostFolders = 1000;

/** Where graphs stand side by side; what is found there must lie in `within`, after links. */
interface Place {
  readonly folder: string;
  readonly within: string;
}

/** A graph's files on disk; `text` is the document where it is not a file there. Other graphs are found in its `graphs/`, then beside it. */
export function diskFiles(folder: string, root: string, text?: string): GraphFiles {
  return filesIn(folder, root, text, new Map());
}

/** The files of one graph; `opened` has all that were found, by real path, so that a graph on several ways is one. */
function filesIn(folder: string, root: string, text: string | undefined, opened: Map<string, GraphFiles>): GraphFiles {
  const places: readonly Place[] = [
    { folder: join(folder, graphsFolder), within: folder },
    { folder: dirname(folder), within: dirname(folder) },
  ];
  const open = (place: Place, name: string): GraphFiles | undefined => {
    const real = realInside(place.within, join(place.folder, name));
    const inner = real === undefined ? undefined : onlyRoot(real);
    if (real === undefined || inner === undefined) return undefined;
    const key = join(real, inner);
    const files = opened.get(key) ?? filesIn(real, inner, undefined, opened);
    opened.set(key, files);
    return files;
  };
  const lists = new Map<Place, readonly Listed[]>();
  const listed = (place: Place): readonly Listed[] => {
    const list = lists.get(place) ?? foldersIn(place.folder).flatMap((name) => withId(open(place, name)));
    lists.set(place, list);
    return list;
  };
  return {
    root,
    read: (name) => (text !== undefined && name === root ? text : readInside(folder, name)),
    graph: (id) => {
      const named = places.flatMap((place) => open(place, id) ?? []);
      const right = named.find((files) => idOf(files) === id);
      if (right !== undefined) return right;
      for (const place of places) {
        const [only, another] = listed(place).filter((each) => each.id === id);
        if (only !== undefined) return another === undefined ? only.files : undefined;
      }
      // One of its name that cannot be read is the one that is meant, and reading it says what is wrong.
      return named.find((files) => idOf(files) === undefined);
    },
    graphIds: () => [...new Set(places.flatMap((place) => listed(place).map(({ id }) => id)))],
  };
}

interface Listed {
  readonly id: string;
  readonly files: GraphFiles;
}

function withId(files: GraphFiles | undefined): readonly Listed[] {
  const id = files === undefined ? undefined : idOf(files);
  return files === undefined || id === undefined ? [] : [{ id, files }];
}

/** The id that a document gives itself; undefined where it cannot be read. */
export function idOf(files: GraphFiles): string | undefined {
  const { data } = parseSource(files.root, files.read(files.root) ?? "");
  const id = data !== undefined && isJsonObject(data) ? data["id"] : undefined;
  return typeof id === "string" ? id : undefined;
}

/** A folder's document; undefined where it has none or two. */
function onlyRoot(folder: string): string | undefined {
  const [root, another] = ["graph.yaml", "graph.json"].filter((name) => existsSync(join(folder, name)));
  return another === undefined ? root : undefined;
}

function foldersIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isFile() && !entry.name.startsWith("."));
    return entries
      .map(({ name }) => name)
      .toSorted()
      .slice(0, mostFolders);
  } catch {
    return [];
  }
}

/** A file inside the folder, after links; undefined where there is none or it lies outside. */
function readInside(folder: string, name: string): string | undefined {
  if (isAbsolute(name) || name.split(/[\\/]/).includes("..")) return undefined;
  const real = realInside(folder, join(folder, name));
  try {
    return real === undefined ? undefined : readFileSync(real, "utf8");
  } catch {
    return undefined;
  }
}

/** Where a path leads after links; undefined where that is nowhere, or outside. */
export function realInside(within: string, path: string): string | undefined {
  try {
    const real = realpathSync(path);
    const way = relative(realpathSync(within), real);
    return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : real;
  } catch {
    return undefined;
  }
}
