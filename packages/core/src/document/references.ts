import type { Path } from "../diagnostics/diagnostic.ts";
import { nearest } from "../expression/reserved.ts";
import type { Json, JsonObject, JsonSchema } from "../json.ts";
import { createBundler } from "../validate/bundle.ts";
import { schemaProblems } from "../validate/schema-problems.ts";
import { isJsonObject, mapSubschemas, pointer, pointerSteps, resolvePointer, subschemas } from "../validate/schema.ts";
import { isFileName } from "./files.ts";
import { openNamed, type Place, type Reading, report } from "./reading.ts";

/** How deep `list(list(...))` may go. */
const maxLists = 20;
const types = ["string", "integer", "number", "boolean", "object"] as const;

/** Resolves schemas that a document names or writes out, across files; each is bundled, so that its every `$ref` points inside it. */
export interface References {
  /** The bundled schema; undefined (and reported) if it cannot be resolved. */
  resolve(reference: Json, place: Place): JsonSchema | undefined;
  /** Data of the schema files read so far. */
  readonly files: ReadonlyMap<string, Json>;
}

/** Key of a schema in `Graph.schemas`. */
export function schemaKey(reference: Json): string {
  return typeof reference === "string" ? reference : JSON.stringify(reference);
}

export function newReferences(reading: Reading): References {
  const files = new Map<string, Json>();
  // All files as one document, so that a reference across files is a pointer inside it.
  const linked: Record<string, Json> = {};
  const keys = new Map<string, string>();

  /** A file's key in `linked`: its bare name, as that becomes the definition's name. */
  const keyOf = (file: string): string => {
    const bare = (file.split("/").at(-1) ?? file).replace(/\.[^.]*$/, "");
    let key = bare;
    for (let count = 2; Object.hasOwn(linked, key); count += 1) key = `${bare}_${count}`;
    linked[key] = true;
    keys.set(file, key);
    return key;
  };

  const load = (place: Place, written: string): string | undefined => {
    const source = openNamed(reading, place, written, "schema");
    if (source === undefined || source.data === undefined) return undefined;
    if (!files.has(source.file)) {
      files.set(source.file, source.data);
      linked[keyOf(source.file)] = link(source.data, { source, path: [] });
      reportProblems(source.data, { source, path: [] });
    }
    return source.file;
  };

  /** Turns every `$ref` into a pointer into `linked`; what leads nowhere is reported and means anything. */
  const link = (schema: Json, place: Place): Json => {
    if (!isJsonObject(schema)) return schema;
    const inner = new Map(subschemas(schema).map((sub) => [sub.schema, sub.path]));
    const copy = mapSubschemas(schema, (each) => link(each, below(place, inner.get(each) ?? [])));
    const ref = schema["$ref"];
    if (typeof ref !== "string") return copy;
    const { $ref: _ref, ...rest } = copy;
    const target = follow(ref, below(place, ["$ref"]));
    return target === undefined ? rest : { ...rest, $ref: target };
  };

  const follow = (ref: string, place: Place): string | undefined => {
    const [file = "", ...fragments] = ref.split("#");
    const fragment = fragments.join("#");
    const isRoot = place.source.file === reading.files.root;
    if (file === "" && isRoot) {
      report(reading, place, "BT116", `\`${ref}\` points into the graph's own file; write the schema in a file under schemas/ and point to that.`);
      return undefined;
    }
    const name = file === "" ? place.source.file : load(place, file);
    if (name === undefined) return undefined;
    const data = files.get(name);
    const steps = pointerSteps(`#${fragment}`);
    if (data === undefined || steps === undefined || !isSchema(resolvePointer(isSchema(data) ? data : true, `#${fragment}`))) {
      report(reading, place, "BT116", `\`${ref}\` points to nothing: there is no schema at \`#${fragment}\` in \`${name}\`.`);
      return undefined;
    }
    return `#${encodeURI(pointer([keys.get(name) ?? name, ...steps]))}`;
  };

  const reportProblems = (schema: Json, place: Place): void => {
    if (!isSchema(schema)) {
      report(reading, place, "BT121", "A JSON Schema is a mapping, or true or false.");
      return;
    }
    // References were followed already, and may go to other files.
    for (const problem of schemaProblems(unreferenced(schema))) {
      const path = problemPath(schema, problem.path);
      report(reading, below(place, path), "BT121", problem.message);
    }
  };

  const resolveText = (reference: string, place: Place, depth = 0): JsonSchema | undefined => {
    const type = types.find((each) => each === reference);
    if (type !== undefined) return { type };
    const list = /^list\((.*)\)$/s.exec(reference.trim());
    if (list !== null && depth < maxLists) {
      const items = resolveText((list[1] ?? "").trim(), place, depth + 1);
      if (items === undefined) return undefined;
      const { $defs, ...rest } = typeof items === "boolean" ? { $defs: undefined } : items;
      return { type: "array", items: typeof items === "boolean" ? items : rest, ...($defs === undefined ? {} : { $defs }) };
    }
    if (!isFileName(reference)) {
      const meant = nearest(reference, types);
      const more = meant === undefined ? {} : { fix: { title: `Change to \`${meant}\``, edits: [{ op: "set" as const, path: place.path, value: meant }] } };
      report(
        reading,
        place,
        "BT116",
        `\`${reference.slice(0, 60)}\` is not a schema: write ${types.join(", ")}, list(...), or a path such as schemas/${/^\w+$/.test(reference) ? reference : "a"}.json.`,
        more,
      );
      return undefined;
    }
    const target = follow(reference, place);
    return target === undefined ? undefined : bundled({ $ref: target }, place);
  };

  const bundled = (schema: JsonObject, place: Place): JsonSchema | undefined => {
    const ref = schema["$ref"];
    const whole = typeof ref === "string" && Object.keys(schema).length === 1 ? resolvePointer(linked, ref) : schema;
    const bundler = createBundler();
    const inlined = bundler.inline(whole ?? true, linked);
    const defs = bundler.defs();
    const result = typeof inlined === "boolean" || defs === undefined ? inlined : { ...inlined, $defs: defs };
    const circular = schemaProblems(result).find((problem) => problem.message.includes("refers to itself"));
    if (circular === undefined) return result;
    report(reading, place, "BT121", circular.message);
    return undefined;
  };

  return {
    files,
    resolve: (reference, place) => {
      if (typeof reference === "string") return resolveText(reference, place);
      if (!isJsonObject(reference)) return undefined;
      reportProblems(reference, place);
      const schema = link(reference, place);
      return isJsonObject(schema) ? bundled(schema, place) : undefined;
    },
  };
}

function below(place: Place, path: Path): Place {
  return { source: place.source, path: [...place.path, ...path] };
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === "boolean" || isJsonObject(value);
}

function unreferenced(schema: JsonSchema): JsonSchema {
  const strip = (value: Json): Json => {
    if (!isJsonObject(value)) return value;
    const { $ref, ...rest } = mapSubschemas(value, strip);
    return typeof $ref === "string" ? rest : { ...rest, ...($ref === undefined ? {} : { $ref }) };
  };
  const stripped = strip(schema);
  return isSchema(stripped) ? stripped : true;
}

/** A JSON pointer as a document path: list positions are numbers. */
function problemPath(root: Json, text: string): Path {
  const path: (string | number)[] = [];
  let at: Json | undefined = root;
  for (const step of pointerSteps(`#${text}`) ?? []) {
    const key: string | number = Array.isArray(at) ? Number(step) : step;
    path.push(key);
    if (Array.isArray(at)) at = at[Number(step)];
    else at = isJsonObject(at) ? at[step] : undefined;
  }
  return path;
}
