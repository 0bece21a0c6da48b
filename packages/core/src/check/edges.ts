import type { Fix, Path } from "../diagnostics/diagnostic.ts";
import type { Edge, EdgeTarget } from "../document/graph.ts";
import { isMapping, isStart, type Model, valueAt } from "./model.ts";
import type { Place, Report } from "./report.ts";
import { named, nameProblem, nearestOf } from "./words.ts";

/** Edges: what they name must be there, every port has exactly one, `failed` at most one. */
export function checkEdges(model: Model, report: Report): void {
  checkStart(model, report);
  const taken = new Map<string, Edge>();
  const meant = new Set<string>();
  for (const edge of model.graph.edges) {
    const place: Place = { path: edge.path, edge: edge.id, node: edge.from.node };
    const target = { path: edge.path, edge: edge.id };
    const port = checkSource(model, report, edge, place);
    if (port === edge.from.port) checkTaken(report, edge, taken, place);
    else if (port !== undefined) meant.add(`${edge.from.node}.${port}`);
    checkTarget(model, report, edge.to, target, authored(model, edge, "edge"));
    if (edge.otherwise !== undefined) {
      const written = authored(model, edge, "else");
      checkTarget(model, report, edge.otherwise, { ...target, path: written?.path ?? edge.path }, written);
    }
    if ((edge.max === undefined) !== (edge.otherwise === undefined)) {
      const missing = edge.max === undefined ? "max" : "else";
      report.add(
        "BT142",
        place,
        `The edge \`${edge.id}\` has no \`${missing}\`: write both, how often it may be taken (\`max\`) and where to go then (\`else\`).`,
      );
    }
  }
  checkUnwired(model, report, new Set([...taken.keys(), ...meant]));
}

interface Written {
  readonly text: string;
  readonly path: Path;
}

/** The text of an edge as it stands in the document: for `else` the target alone. */
function authored(model: Model, edge: Edge, part: "edge" | "else"): Written | undefined {
  const item = valueAt(model.document, edge.path);
  if (typeof item === "string") return part === "edge" ? { text: item, path: edge.path } : undefined;
  const text = isMapping(item) ? item[part] : undefined;
  return typeof text === "string" ? { text, path: [...edge.path, part] } : undefined;
}

/** Replaces a name in an edge's text: the node it leaves, the port, or what it leads to. */
function renamed(written: Written | undefined, part: "node" | "port" | "to", name: string, to: string | undefined): Fix | undefined {
  if (written === undefined || to === undefined) return undefined;
  const after = { node: "", port: ".", to: "->" }[part];
  const split = written.text.includes(after) ? written.text.indexOf(after) + after.length : 0;
  const text = written.text.slice(0, split) + written.text.slice(split).replace(name, () => to);
  return text === written.text ? undefined : { title: `Change \`${name}\` to \`${to}\``, edits: [{ op: "set", path: written.path, value: text }] };
}

function checkStart(model: Model, report: Report): void {
  const { start } = model.graph;
  if (start === undefined) return;
  const edges = valueAt(model.document, ["edges"]);
  const index = Array.isArray(edges) ? edges.findIndex(isStart) : -1;
  const text: unknown = Array.isArray(edges) ? edges[index] : undefined;
  const path = index < 0 ? ["edges"] : ["edges", index];
  checkTarget(model, report, start, { path, edge: typeof text === "string" ? text : "start" }, typeof text === "string" ? { text, path } : undefined);
}

/** The port that the edge leaves by, or was meant to; undefined where that is not known. */
function checkSource(model: Model, report: Report, edge: Edge, place: Place): string | undefined {
  const { node, port } = edge.from;
  if (model.unread.has(node)) return port;
  const from = model.nodes.get(node);
  const written = authored(model, edge, "edge");
  if (from === undefined) {
    const meant = nearestOf(node, nodeNames(model));
    report.add("BT132", place, noNode(node, meant), { fix: renamed(written, "node", node, meant) });
    return undefined;
  }
  const found = from.ports.find((candidate) => candidate.name === port);
  const names = from.ports.map((candidate) => candidate.name);
  if (found === undefined) {
    const meant = nearestOf(port, names);
    report.add("BT133", place, nameProblem(`\`${node}\` has no port \`${port}\``, meant, `it has ${named(names)}`), {
      fix: renamed(written, "port", port, meant),
    });
    return meant;
  }
  if (found.explicit === true && written !== undefined && !/^[^>]*\.[^>]*->/.test(written.text)) {
    report.add(
      "BT140",
      place,
      `\`${node}\` has several ways out and none is the default: write \`${node}.${port} -> …\`, or another of its ports, ${named(names)}.`,
      {
        fix: renamed(written, "node", node, `${node}.${port}`),
      },
    );
  }
  return port;
}

function checkTaken(report: Report, edge: Edge, taken: Map<string, Edge>, place: Place): void {
  const key = `${edge.from.node}.${edge.from.port}`;
  const first = taken.get(key);
  if (first === undefined) {
    taken.set(key, edge);
    return;
  }
  report.add("BT135", place, `The port \`${key}\` has an edge already, \`${first.id}\`: a port has one edge, remove one of the two.`, {
    fix: { title: "Remove this edge", edits: [{ op: "remove", path: edge.path }] },
  });
}

function checkTarget(model: Model, report: Report, to: EdgeTarget, place: Place, written: Written | undefined): void {
  if (to.type === "outcome") {
    if (model.graph.outcomes.has(to.outcome)) return;
    const outcomes = [...model.graph.outcomes.keys()];
    const meant = nearestOf(to.outcome, outcomes);
    const others = outcomes.length === 0 ? "" : `, or use ${named(outcomes)}`;
    const message = nameProblem(`There is no outcome \`${to.outcome}\``, meant, `declare it under \`outcomes\`${others}`);
    report.add("BT134", place, message, { fix: renamed(written, "to", to.outcome, meant) });
    return;
  }
  if (model.nodes.has(to.node) || model.unread.has(to.node)) return;
  const meant = nearestOf(to.node, nodeNames(model));
  report.add("BT132", place, noNode(to.node, meant), { fix: renamed(written, "to", to.node, meant) });
}

function checkUnwired(model: Model, report: Report, taken: ReadonlySet<string>): void {
  const [outcome] = model.graph.outcomes.keys();
  const edges = valueAt(model.document, ["edges"]);
  const count = Array.isArray(edges) ? edges.length : 0;
  const entered = new Set([...model.wires.values()].flat().map(({ to }) => (to.type === "node" ? to.node : "")));
  for (const { id, ports } of model.nodes.values()) {
    if (model.owners.has(id)) continue; // whichever way it is left, it returns to its owner
    // A node without a way in may belong to one that was not understood, and then it has no edges at all.
    if (model.unreadEdges.has(id) || (model.unread.size > 0 && id !== model.start && !entered.has(id))) continue;
    for (const port of ports) {
      const key = `${id}.${port.name}`;
      if (port.name === "failed" || taken.has(key)) continue;
      const example = `${key} -> end.${outcome ?? "done"}`;
      report.add("BT136", { path: ["nodes", id], part: "key", node: id }, `The port \`${key}\` leads nowhere: add an edge, for example \`${example}\`.`, {
        fix: { title: `Add \`${example}\``, edits: [{ op: "insert", path: ["edges", count], value: example }] },
      });
    }
  }
}

function nodeNames(model: Model): readonly string[] {
  return [...model.nodes.keys(), ...model.unread];
}

function noNode(name: string, meant: string | undefined): string {
  return nameProblem(`There is no node \`${name}\``, meant, "add it under `nodes`, or name one that is there");
}
