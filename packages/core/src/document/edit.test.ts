import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Edit, Path } from "../diagnostics/diagnostic.ts";
import type { Json } from "../json.ts";
import { editData } from "./edit-data.ts";
import { applyEdits } from "./edit.ts";
import { parseSource } from "./source.ts";

const data = (text: string): Json => {
  const source = parseSource("a.yaml", text);
  expect(source.problems.map((problem) => problem.message)).toEqual([]);
  return source.data ?? null;
};

describe("set", () => {
  test("writes a value and leaves comments, blank lines and style alone", () => {
    const text = "# head\nid: old   # why\n\nnodes:\n    a: { kind: tool, tool: x }  # one\n";
    expect(applyEdits(text, [{ op: "set", path: ["id"], value: "new" }])).toBe(text.replace("old", "new"));
    expect(applyEdits(text, [{ op: "set", path: ["nodes", "a", "tool"], value: "pay" }])).toBe(text.replace("tool: x", "tool: pay"));
  });
  test("adds a missing key with the text's indentation and line ends", () => {
    const text = "a:\r\n    b: 1 # c\r\nz: 2\r\n";
    expect(applyEdits(text, [{ op: "set", path: ["a", "d"], value: { e: 1 } }])).toBe("a:\r\n    b: 1 # c\r\n    d: { e: 1 }\r\nz: 2\r\n");
  });
  test("fills in a key without value, and makes the mappings on the way", () => {
    expect(applyEdits("a: # note\nb: 1\n", [{ op: "set", path: ["a"], value: "x" }])).toBe("a: x # note\nb: 1\n");
    expect(applyEdits("b: 1\n", [{ op: "set", path: ["a", "c", "d"], value: true }])).toBe("b: 1\na: { c: { d: true } }\n");
  });
  test("replaces a block by a short value and keeps the comment beside its key", () => {
    expect(applyEdits("a: # why\n  b: 1\n  c: 2\nd: 3\n", [{ op: "set", path: ["a"], value: 7 }])).toBe("a: 7 # why\nd: 3\n");
  });
  test("keeps the quotes that somebody chose, and takes those away that only the old text needed", () => {
    expect(applyEdits('a: "b" # why\n', [{ op: "set", path: ["a"], value: "bc" }])).toBe('a: "bc" # why\n');
    expect(applyEdits('a: "b, " # why\n', [{ op: "set", path: ["a"], value: "bc" }])).toBe("a: bc # why\n");
    expect(applyEdits('a: "b, "\n', [{ op: "set", path: ["a"], value: "b, c" }])).toBe('a: "b, c"\n');
    expect(applyEdits('{"a": "b, "}', [{ op: "set", path: ["a"], value: "bc" }])).toBe('{"a": "bc"}');
  });
  test("keeps JSON text JSON", () => {
    const text = '{\n  "a": 1,\n  "b": [1, 2]\n}\n';
    const after = applyEdits(text, [
      { op: "set", path: ["c"], value: { d: "e" } },
      { op: "insert", path: ["b", 1], value: "x" },
      { op: "rename", path: ["a"], to: "f" },
    ]);
    expect(JSON.parse(after)).toEqual({ f: 1, b: [1, "x", 2], c: { d: "e" } });
    expect(after).toBe('{\n  "f": 1,\n  "b": [1, "x", 2],\n  "c": { "d": "e" }\n}\n');
  });
});

describe("insert and remove", () => {
  const edges = "edges:\n  # first\n  - start -> a # s\n\n  - a -> b\n# last\n";
  test("an item goes before the position it names", () => {
    expect(applyEdits(edges, [{ op: "insert", path: ["edges", 1], value: "x -> y" }])).toBe(
      "edges:\n  # first\n  - start -> a # s\n  - x -> y\n\n  - a -> b\n# last\n",
    );
    expect(applyEdits(edges, [{ op: "insert", path: ["edges", 2], value: "x -> y" }])).toBe(edges.replace("a -> b\n", "a -> b\n  - x -> y\n"));
  });
  test("a removed item takes its line with it and nothing else", () => {
    expect(applyEdits(edges, [{ op: "remove", path: ["edges", 1] }])).toBe(edges.replace("  - a -> b\n", ""));
  });
  test("the last member leaves an empty collection", () => {
    expect(applyEdits("a:\n  b: 1\nc: 2\n", [{ op: "remove", path: ["a", "b"] }])).toBe("a: {}\nc: 2\n");
  });
  test("the first member of an empty section gets a line of its own", () => {
    expect(applyEdits("nodes: {} # none yet\nedges: []\n", [{ op: "insert", path: ["nodes", "a"], value: { kind: "tool" } }])).toBe(
      "nodes:\n  a: { kind: tool } # none yet\nedges: []\n",
    );
    expect(applyEdits("edges: []\n", [{ op: "insert", path: ["edges", 0], value: "start -> a" }])).toBe("edges:\n  - start -> a\n");
  });
  test("a block scalar above keeps its text", () => {
    const text = "a:\n  b: |+\n    x\n\nc: 1\n";
    expect(data(applyEdits(text, [{ op: "insert", path: ["a", "d"], value: 1 }]))).toEqual({ a: { b: "x\n\n", d: 1 }, c: 1 });
  });
});

test("an edit that names a place that is not there is refused", () => {
  expect(() => applyEdits("a: 1\n", [{ op: "remove", path: ["b"] }])).toThrow("does not fit the document");
  expect(() => applyEdits("a: [\n", [{ op: "set", path: ["a"], value: 1 }])).toThrow("cannot be read");
});

// Documents of block and flow style mixed, with comments wherever YAML has room for one.
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    -3,
    2.5,
    "",
    "text",
    "a -> b",
    "x: y",
    "# no",
    "yes",
    "null",
    "1",
    " lead",
    "two\nlines\n",
    "it's",
    '"q"',
    "ü€😀",
  ),
  fc.string(),
  fc.integer(),
);
const key = fc.oneof(
  fc.constantFrom("a", "b", "kind", "nodes", "with space", "1", "true", "x:y"),
  fc.string({ minLength: 1 }).filter((text) => text !== "__proto__" && text !== "<<"),
);
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, depthSize: "small" }, scalar, fc.array(tie("value"), { maxLength: 4 }), fc.dictionary(key, tie("value"), { maxKeys: 4 })),
})).value;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isMap = (value: Json): value is { readonly [key: string]: Json } => typeof value === "object" && value !== null && !Array.isArray(value);

interface Taste {
  readonly eol: string;
  readonly unit: number;
  readonly flip: () => boolean;
  comment(): string;
}

/** Prints a value with random style; every comment has its own number so that none can be lost unseen. */
function print(value: Json, indent: number, taste: Taste): string {
  const pad = " ".repeat(indent);
  if (isMap(value) && Object.keys(value).length > 0 && taste.flip()) {
    return Object.entries(value)
      .map(([name, item]) => `${taste.flip() ? `${pad}${taste.comment()}${taste.eol}` : ""}${pad}${JSON.stringify(name)}:${child(item, indent, taste)}`)
      .join(taste.flip() ? taste.eol : "");
  }
  if (isList(value) && value.length > 0 && taste.flip()) {
    return value.map((item) => `${taste.flip() ? `${pad}${taste.comment()}${taste.eol}` : ""}${pad}-${child(item, indent, taste)}`).join("");
  }
  return `${pad}${flow(value, indent, taste)}${taste.flip() ? ` ${taste.comment()}` : ""}${taste.eol}`;
}

function child(value: Json, indent: number, taste: Taste): string {
  const printed = print(value, indent + taste.unit, taste);
  const block = (isMap(value) || isList(value)) && !/^\s*[[{]/.test(printed);
  if (!block) return ` ${printed.trimStart()}`;
  return `${taste.flip() ? ` ${taste.comment()}` : ""}${taste.eol}${printed}`;
}

function flow(value: Json, indent: number, taste: Taste): string {
  // Between the parts of a flow collection there is nothing, a space, a new line, or a comment and a new line.
  const gap = (): string => {
    if (taste.flip()) return taste.flip() ? " " : "";
    if (taste.flip()) return " ";
    return `${taste.flip() ? ` ${taste.comment()}` : ""}${taste.eol}${" ".repeat(indent + 1)}`;
  };
  const parts = (texts: readonly string[]): string =>
    texts.map((text) => `${gap()}${text}${gap()}`).join(",") + (texts.length > 0 && taste.flip() ? `,${gap()}` : "");
  if (isList(value)) return `[${parts(value.map((item) => flow(item, indent, taste)))}]`;
  if (isMap(value)) return `{${parts(Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${flow(item, indent, taste)}`))}}`;
  return JSON.stringify(value);
}

const sample = fc.record({
  value: fc.dictionary(key, json, { minKeys: 1, maxKeys: 5 }),
  eol: fc.constantFrom("\n", "\r\n"),
  unit: fc.constantFrom(2, 3, 4),
  flips: fc.infiniteStream(fc.boolean()),
});

/** Every path of a value. */
function paths(value: Json, at: Path = []): readonly Path[] {
  if (isList(value)) return [at, ...value.flatMap((item, index) => paths(item, [...at, index]))];
  if (isMap(value)) return [at, ...Object.entries(value).flatMap(([name, item]) => paths(item, [...at, name]))];
  return [at];
}

function valueAt(value: Json, path: Path): Json {
  return path.reduce<Json>((inner, step) => (isList(inner) ? (inner[Number(step)] ?? null) : isMap(inner) ? (inner[String(step)] ?? null) : null), value);
}

function edits(value: Json, pick: number, fresh: Json, name: string): readonly Edit[] {
  const all = paths(value).filter((path) => path.length > 0);
  const path = all[pick % all.length] ?? [];
  const parent = valueAt(value, path.slice(0, -1));
  const made: Edit[] = [
    { op: "set", path, value: fresh },
    { op: "remove", path },
  ];
  if (isMap(parent) && !Object.hasOwn(parent, name)) {
    made.push({ op: "insert", path: [...path.slice(0, -1), name], value: fresh }, { op: "rename", path, to: name });
  }
  if (isList(parent)) made.push({ op: "insert", path, value: fresh }, { op: "insert", path: [...path.slice(0, -1), parent.length], value: fresh });
  return made;
}

test("any edit of any document gives exactly the edited data, and touches one place", () => {
  fc.assert(
    fc.property(sample, fc.nat(), json, key, ({ value, eol, unit, flips }, pick, fresh, name) => {
      let count = 0;
      const flip = (): boolean => flips.next().value === true;
      const text = print(value, 0, { eol, unit, flip, comment: () => `# c${(count += 1)}` });
      const read = data(text);
      expect(read).toEqual(value);
      for (const edit of edits(value, pick, fresh, name)) {
        const after = applyEdits(text, [edit]);
        expect(data(after)).toEqual(editData(value, edit));
        expect(outside(text, after, edit)).toBe(true);
        const back = edit.op === "set" ? applyEdits(after, [{ op: "set", path: edit.path, value: valueAt(value, edit.path) }]) : text;
        expect(data(back)).toEqual(value);
      }
    }),
    { numRuns: 300 },
  );
}, 30_000);

/** All text around the edited entry is unchanged, byte for byte, comments included. */
function outside(before: string, after: string, edit: Edit): boolean {
  const source = parseSource("a.yaml", before);
  const parent = valueAt(source.data ?? null, edit.path.slice(0, -1));
  const members = isList(parent) ? parent.length : isMap(parent) ? Object.keys(parent).length : 0;
  const prefix = common(before, after, (text, index) => text.at(index));
  const suffix = common(before, after, (text, index) => text.at(-1 - index));
  const around = source.locate(edit.path.slice(0, -1), "value");
  const name = source.locate(edit.path, "key");
  const value = source.locate(edit.path, "value");
  const lineBreak = before.indexOf("\n", value.end);
  switch (edit.op) {
    case "rename":
      return prefix >= name.start && suffix >= before.length - name.end;
    case "set":
      return prefix >= Math.min(name.start, value.start) && suffix >= before.length - value.end;
    case "insert": {
      // Only added to; a comma and a new line may go to two places of a flow collection.
      const kept = before.length - Math.min(prefix + suffix, before.length);
      return kept === 0 || (prefix >= around.start && suffix >= before.length - around.end);
    }
    case "remove":
      if (members === 1) return prefix >= source.locate(edit.path.slice(0, -1), "key").start && suffix >= before.length - around.end;
      return prefix + suffix >= before.length || (prefix >= around.start - name.column && suffix >= before.length - Math.max(around.end, lineBreak + 1));
    default:
      return edit satisfies never;
  }
}

function common(a: string, b: string, at: (text: string, index: number) => string | undefined): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && at(a, length) === at(b, length)) length += 1;
  return length;
}
