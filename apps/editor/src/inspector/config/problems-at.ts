import { type Diagnostic, isJsonObject, type Json, type Path } from "@baton/core";
import type { Reading } from "../../document/reading.ts";

/** The findings that stand at a place of the document, or anywhere below it; none where nothing is written. */
export function problemsAt(problems: readonly Diagnostic[], { result }: Pick<Reading, "result">, path: Path): readonly Diagnostic[] {
  const [root] = result.sources.values();
  if (root === undefined || valueAt(result.document, path) === undefined) return [];
  const [key, value] = [root.locate(path, "key"), root.locate(path)];
  return problems.filter(({ at }) => at.file === root.file && at.start >= Math.min(key.start, value.start) && at.start <= Math.max(key.end, value.end));
}

/** The findings about a node that none of its own keys holds: that a port leads nowhere, for one. */
export function problemsOfNode(problems: readonly Diagnostic[], reading: Pick<Reading, "result">, node: string): readonly Diagnostic[] {
  const authored = valueAt(reading.result.document, ["nodes", node]);
  const keys = authored !== undefined && isJsonObject(authored) ? Object.keys(authored) : [];
  const held = new Set(keys.flatMap((key) => problemsAt(problems, reading, ["nodes", node, key])));
  const [root] = reading.result.sources.values();
  return problems.filter((problem) => problem.at.node === node && problem.at.file === root?.file && !held.has(problem));
}

function valueAt(data: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((at, step) => {
    if (Array.isArray(at)) return at[Number(step)];
    return at !== undefined && isJsonObject(at) && Object.hasOwn(at, String(step)) ? at[String(step)] : undefined;
  }, data);
}
