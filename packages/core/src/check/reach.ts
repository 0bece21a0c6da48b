import type { Edit } from "../diagnostics/diagnostic.ts";
import { type Model, valueAt, type Wire } from "./model.ts";
import type { Report } from "./report.ts";
import { shown } from "./words.ts";

/** Ways through the graph: every node can be reached, from every node an end can, and every cycle is bounded. */
export function checkReach(model: Model, report: Report): void {
  const distance = distances(model);
  if (model.start !== undefined && model.unread.size + model.unreadEdges.size === 0) {
    for (const id of model.nodes.keys()) {
      if (distance.has(id) || model.owners.has(id)) continue;
      report.add("BT137", { path: ["nodes", id], part: "key", node: id }, `No way leads from \`start\` to \`${id}\`: add an edge to it, or remove it.`);
    }
  }
  checkEnds(model, report);
  checkCycles(model, report);
  checkSteps(model, report, distance);
}

/** Nodes that can be reached, with the fewest steps it takes; the start node is one step away. */
function distances(model: Model): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  if (model.start === undefined) return found;
  found.set(model.start, 1);
  for (const [id, steps] of found) {
    for (const { to } of model.wires.get(id) ?? []) {
      if (to.type === "node" && !found.has(to.node)) found.set(to.node, steps + 1); // a map's iteration takes in what is added
    }
  }
  return found;
}

function checkEnds(model: Model, report: Report): void {
  const into = new Map<string, string[]>();
  const ending = new Set<string>(model.unread);
  for (const [id, wires] of model.wires) {
    for (const { to } of wires) {
      if (to.type === "outcome") ending.add(id);
      else if (!into.get(to.node)?.push(id)) into.set(to.node, [id]);
    }
    // A port that is not wired is a problem of its own, and a way out still to be drawn.
    if (hasLooseEnd(model, id, wires)) ending.add(id);
  }
  for (const id of model.nodes.keys()) if (!model.wires.has(id) && hasLooseEnd(model, id, [])) ending.add(id);
  for (const id of ending) for (const from of into.get(id) ?? []) ending.add(from);
  const stuck = [...model.nodes.keys()].filter((id) => !ending.has(id) && !model.owners.has(id));
  const told = new Set<string>();
  for (const id of stuck) {
    if (told.has(id)) continue;
    const way = walk(model, id, told);
    if (way === undefined) continue;
    const last = way.at(-1) ?? id;
    const message = model.wires.has(last)
      ? `No end can be reached from \`${id}\`: ${shown(way)} goes round for ever; give one of these nodes a way to an outcome.`
      : `No end can be reached from \`${id}\`: \`${last}\` has no way out; give it one, or remove it.`;
    report.add("BT138", { path: ["nodes", id], part: "key", node: id }, message, { path: way });
  }
}

function hasLooseEnd(model: Model, id: string, wires: readonly Wire[]): boolean {
  const node = model.nodes.get(id);
  return (
    node !== undefined && (model.unreadEdges.has(id) || node.ports.some((port) => port.name !== "failed" && !wires.some((wire) => wire.port === port.name)))
  );
}

/** Follows first wires until a node comes again; undefined where that cycle was told already. */
function walk(model: Model, from: string, told: Set<string>): readonly string[] | undefined {
  const way: string[] = [];
  const seen = new Map<string, number>();
  let id: string | undefined = from;
  while (id !== undefined && !seen.has(id)) {
    if (told.has(id)) {
      for (const each of way) told.add(each);
      return undefined;
    }
    seen.set(id, way.length);
    way.push(id);
    const next: Wire | undefined = model.wires.get(id)?.find((wire) => wire.to.type === "node");
    id = next?.to.type === "node" ? next.to.node : undefined;
  }
  for (const each of way) told.add(each);
  return id === undefined ? way : [...way.slice(seen.get(id)), id];
}

/**
 * One depth-first search over the wires that nothing bounds. Each wire back to a node on the search's way closes a
 * cycle; bounding all of these leaves no cycle, so they are what is reported.
 */
function checkCycles(model: Model, report: Report): void {
  const state = new Map<string, "open" | "done">();
  const way: { readonly id: string; next: number }[] = [];
  const enter = (id: string): void => {
    state.set(id, "open");
    way.push({ id, next: 0 });
  };
  const roots = [...(model.start === undefined ? [] : [model.start]), ...model.wires.keys()];
  for (const root of roots) {
    if (state.has(root)) continue;
    enter(root);
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const wire = (model.wires.get(top.id) ?? [])[top.next];
      top.next += 1;
      if (wire === undefined) {
        state.set(top.id, "done");
        way.pop();
      } else if (wire.to.type === "node" && !wire.bounded) {
        const to = wire.to.node;
        const known = state.get(to);
        if (known === undefined) enter(to);
        else if (known === "open")
          unbounded(
            model,
            report,
            wire,
            way.slice(way.findIndex(({ id }) => id === to)).map(({ id }) => id),
          );
      }
    }
  }
}

function unbounded(model: Model, report: Report, wire: Wire, cycle: readonly string[]): void {
  const [first] = cycle;
  const path = first === undefined ? cycle : [...cycle, first];
  const [outcome] = model.graph.outcomes.keys();
  const { edge } = wire;
  const value = { edge: edge.id, max: 3, else: `end.${outcome ?? "done"}` };
  const written = valueAt(model.document, edge.path);
  const edits: readonly Edit[] = [{ op: "set", path: edge.path, value: typeof written === "string" ? { ...value, edge: written } : value }];
  report.add(
    "BT139",
    { path: edge.path, edge: edge.id, node: edge.from.node },
    `The cycle ${shown(path)} has no bound: write \`{ edge: ${edge.id}, max: n, else: … }\` so that it ends.`,
    { path, fix: edge.max === undefined ? { title: "Take this edge at most 3 times", edits } : undefined },
  );
}

function checkSteps(model: Model, report: Report, distance: ReadonlyMap<string, number>): void {
  const { steps } = model.graph.limits;
  if (steps === undefined) return;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, way] of distance) {
    if (model.wires.get(id)?.some((wire) => wire.to.type === "outcome") === true) least = Math.min(least, way);
  }
  if (least === Number.POSITIVE_INFINITY || least <= steps) return;
  report.add("BT164", { path: ["limits", "steps"] }, `\`limits.steps\` is ${steps}, but the shortest way to an end takes ${least} steps: raise it.`, {
    fix: { title: `Raise it to ${least}`, edits: [{ op: "set", path: ["limits", "steps"], value: least }] },
  });
}
