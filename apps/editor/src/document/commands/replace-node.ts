import type { Edit, Json, Kind, Port } from "@baton/core";
import type { Change } from "../change.ts";
import { configSchema } from "../kind-schema.ts";
import { kindPorts } from "../ports.ts";
import type { View } from "../reading.ts";
import { authoredEdges } from "./edges.ts";
import { starter } from "./starter.ts";

/** Makes a node one of another kind: its name, place and wires stay, and of what it says all that the new kind understands. */
export function replaceNode(view: View, id: string, kind: Kind, tool?: string): Change {
  const old = view.reading.nodes[id];
  if (old === undefined) return {};
  const { node: begun, files } = starter(view, kind, id, tool);
  const { kind: _was, ...said } = old;
  const kept = Object.entries(said).filter(([key, value]) => !(key === "tool" && tool !== undefined) && understood(kind, key, value));
  const node: Readonly<Record<string, Json>> = { ...begun, ...Object.fromEntries(kept) };
  const named = new Set(Object.values(node).filter((value) => typeof value === "string"));
  return {
    edits: [...portMoves(view, id, kindPorts(view, kind, id, node)), { op: "set", path: ["nodes", id], value: node }],
    files: Object.fromEntries(Object.entries(files).filter(([path]) => named.has(path))),
  };
}

const everyNode = new Set(["title", "note", "writes", "writesOn", "timeout", "retry", "limits"]);

/** True where a kind has the key and nothing against the value. */
function understood(kind: Kind, key: string, value: Json): boolean {
  if (everyNode.has(key)) return true;
  const { properties } = configSchema(kind);
  if (properties === null || typeof properties !== "object" || !Object.hasOwn(properties, key)) return false;
  const parsed = kind.config.safeParse({ [key]: value });
  return parsed.success || !parsed.error.issues.some((issue) => issue.path[0] === key);
}

/** Wires of ports that the new kind lacks leave by those of its ports that have none, in order; what is left over goes. */
function portMoves(view: View, id: string, ports: readonly Port[]): readonly Edit[] {
  const own = authoredEdges(view).filter((edge) => edge.from.type === "port" && edge.from.node === id);
  const known = new Set([...ports.map((port) => port.name), "failed"]);
  const used = new Set(own.flatMap(({ from }) => (from.type === "port" && known.has(from.port) ? [from.port] : [])));
  const free = ports.filter((port) => !used.has(port.name));
  // What the new kind still lacks may decide its ports: until that is there, the wires stay as they are.
  if (ports.length === 0) return [];
  const sets: Edit[] = [];
  const removals: Edit[] = [];
  for (const { index, from, to, long } of own) {
    if (from.type !== "port") continue;
    const port = known.has(from.port) ? ports.find((each) => each.name === from.port) : free.shift();
    if (port === undefined && from.port !== "failed") removals.unshift({ op: "remove", path: ["edges", index] });
    else if (port !== undefined) {
      const written = port === ports[0] && port.explicit !== true ? id : `${id}.${port.name}`;
      if (written !== from.written) sets.push({ op: "set", path: ["edges", index, ...(long ? ["edge"] : [])], value: `${written} -> ${to}` });
    }
  }
  return [...sets, ...removals];
}
