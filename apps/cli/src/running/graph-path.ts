import { basename, dirname, join } from "node:path";
import { nearest } from "@baton/core";
import { type GraphFolder, graphFolder } from "baton";
import { isKnown, Refusal } from "../process/failure.ts";
import { entries, hasGraph } from "./graphs-below.ts";

/** Opens a graph's folder. @throws Refusal `graph_not_found`, with the nearest graphs there are. */
export function findGraph(path: string): GraphFolder {
  try {
    return graphFolder(path);
  } catch (error) {
    if (!isKnown(error, "graph_not_found")) throw error;
    const known = graphsNear(path);
    const byName = new Map(known.map((folder) => [basename(folder), folder]));
    const near = nearest(basename(path), byName.keys());
    const there = near === undefined ? known.slice(0, 5).map((folder) => `\`${folder}\``) : [`\`${byName.get(near) ?? near}\``];
    const fix = there.length === 0 ? error.fix : near === undefined ? `There are ${there.join(", ")}.` : `Did you mean ${there.join(", ")}?`;
    throw new Refusal(error.code, error.message, fix);
  }
}

/** Folders with a graph in them beside what was named, in the working folder and in `graphs`. */
function graphsNear(path: string): readonly string[] {
  const folders = [...new Set([dirname(path), ".", "graphs"])];
  const found = folders.flatMap((folder) =>
    entries(folder)
      .filter((entry) => entry.isDirectory() && hasGraph(join(folder, entry.name)))
      .map((entry) => join(folder, entry.name)),
  );
  return [...new Set(found)];
}
