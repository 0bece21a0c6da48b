import { isJsonObject, type Json, type JsonObject } from "@baton/core";

/** One argument as it will be sent, and as it was proposed where that is something else. */
export interface Row {
  /** Where it stands, as `lines[0].price`. */
  readonly path: string;
  readonly field: string;
  readonly before: Json | undefined;
  readonly now: Json | undefined;
  readonly changed: boolean;
}

/** Every argument down to its last value, in the call's order; what an edit took away stands where it was. */
export function rowsOf(proposed: JsonObject, now: JsonObject): readonly Row[] {
  const [before, after] = [leaves(proposed, ""), leaves(now, "")];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].map((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    return { path, field: path.slice(path.lastIndexOf(".") + 1), before: was, now: is, changed: JSON.stringify(was) !== JSON.stringify(is) };
  });
}

function leaves(value: Json, path: string): ReadonlyMap<string, Json> {
  const inside: readonly (readonly [string, Json])[] = isJsonObject(value)
    ? Object.entries(value).map(([name, each]) => [path === "" ? name : `${path}.${name}`, each])
    : Array.isArray(value)
      ? value.map((each: Json, index) => [`${path}[${index}]`, each])
      : [];
  if (inside.length === 0) return path === "" ? new Map() : new Map([[path, value]]);
  return new Map(inside.flatMap(([name, each]) => [...leaves(each, name)]));
}
