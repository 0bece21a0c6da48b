import type { Edit, Path } from "../diagnostics/diagnostic.ts";
import { BatonError } from "../diagnostics/error.ts";
import type { Json, JsonObject } from "../json.ts";
import { isList, isObject } from "./render.ts";

/** The same edit on plain data: what a text must hold after the edit. A `set` or `insert` makes the mappings on its way. */
export function editData(data: Json, edit: Edit): Json {
  switch (edit.op) {
    case "set":
      return change(data, edit.path, 0, edit, (parent, step) => {
        if (!isList(parent)) return withKey(parent, step, edit.value);
        if (typeof step !== "number" || step >= parent.length) throw misfit(edit);
        return parent.with(step, edit.value);
      });
    case "insert":
      return change(data, edit.path, 0, edit, (parent, step) => {
        if (!isList(parent)) {
          if (Object.hasOwn(parent, String(step))) throw misfit(edit);
          return withKey(parent, step, edit.value);
        }
        if (typeof step !== "number" || step > parent.length) throw misfit(edit);
        return parent.toSpliced(step, 0, edit.value);
      });
    case "remove":
      return change(data, edit.path, 0, edit, (parent, step) => {
        if (!has(parent, step)) throw misfit(edit);
        return isList(parent) ? parent.toSpliced(Number(step), 1) : entries(parent, (key, value) => (key === String(step) ? [] : [[key, value]]));
      });
    case "rename":
      return change(data, edit.path, 0, edit, (parent, step) => {
        if (isList(parent) || !has(parent, step) || (edit.to !== step && Object.hasOwn(parent, edit.to)) || edit.to === "__proto__") throw misfit(edit);
        return entries(parent, (key, value) => [[key === String(step) ? edit.to : key, value]]);
      });
    default:
      return edit satisfies never;
  }
}

type Change = (parent: readonly Json[] | JsonObject, step: string | number) => Json;

function change(data: Json, path: Path, depth: number, edit: Edit, leaf: Change): Json {
  const step = path[depth];
  if (step === undefined) {
    if (edit.op === "set") return edit.value;
    throw misfit(edit);
  }
  const makes = edit.op === "set" || edit.op === "insert";
  const parent = data === null && makes && typeof step === "string" ? {} : data;
  if (!isList(parent) && !isObject(parent)) throw misfit(edit);
  if (step === "__proto__") throw misfit(edit);
  if (depth === path.length - 1) return leaf(parent, step);
  if (!has(parent, step) && (!makes || isList(parent))) throw misfit(edit);
  const child = isList(parent) ? (parent[Number(step)] ?? null) : ((Object.hasOwn(parent, String(step)) ? parent[String(step)] : null) ?? null);
  const changed = change(child, path, depth + 1, edit, leaf);
  return isList(parent) ? parent.with(Number(step), changed) : withKey(parent, step, changed);
}

function has(parent: readonly Json[] | JsonObject, step: string | number): boolean {
  return isList(parent) ? typeof step === "number" && step >= 0 && step < parent.length : Object.hasOwn(parent, String(step));
}

function withKey(parent: JsonObject, step: string | number, value: Json): JsonObject {
  return { ...parent, [String(step)]: value };
}

function entries(parent: JsonObject, each: (key: string, value: Json) => readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(Object.entries(parent).flatMap(([key, value]) => each(key, value)));
}

/** The error of an edit that names a place the document does not have. */
export function misfit(edit: Edit): BatonError {
  const where = edit.path.length === 0 ? "the whole document" : `\`${edit.path.join(".")}\``;
  return new BatonError("BT122", "orchestration", `The edit (${edit.op}) of ${where} does not fit the document; read the document again and repeat it.`);
}
