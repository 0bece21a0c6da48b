import type { Path } from "../diagnostics/diagnostic.ts";
import { ownedShape } from "../document/fields.ts";
import type { Owned } from "../kind/kind.ts";
import { ownersAround, successPorts, waitedFor } from "../kind/owners.ts";
import { isStart, type Model, type ModelNode, partOf, valueAt } from "./model.ts";
import type { Report } from "./report.ts";
import { changeTo, nameProblem, named, nearestOf, shown } from "./words.ts";

/** Nodes that others own: each has one owner and no edges, is of a kind for it, and waits for no other in a circle. */
export function checkOwnership(model: Model, report: Report): void {
  for (const owner of model.nodes.values()) {
    const all = owner.kind.owns(owner.node.config);
    for (const [index, owned] of all.entries()) {
      if (!model.nodes.has(owned.node)) continue;
      checkOwned(model, report, owner, owned, all.slice(0, index));
      checkAfter(model, report, owner.id, owned, all);
    }
  }
  checkOwnedEdges(model, report);
  for (const node of model.nodes.values()) {
    if (model.owners.has(node.id)) checkOwnedWrites(model, report, node);
    else if (model.unread.size === 0) checkUnowned(model, report, node);
  }
}

function checkOwned(model: Model, report: Report, { id }: ModelNode, owned: Owned, before: readonly Owned[]): void {
  const path = ["nodes", id, ...owned.path];
  const place = { path, part: partOf(model.document, path, owned.node), node: id };
  const found = model.owners.get(owned.node);
  const around = ownersAround(model.owners, id);
  if (before.some((each) => each.node === owned.node)) {
    report.add("BT145", place, `\`${id}\` names \`${owned.node}\` twice: once is enough.`);
  } else if (around.includes(owned.node)) {
    const way = [...around.slice(0, around.indexOf(owned.node) + 1).toReversed(), owned.node];
    const message =
      owned.node === id
        ? `\`${id}\` cannot own itself: name another node.`
        : `\`${id}\` cannot own \`${owned.node}\`, which owns it: ${shown(way)} goes round; take one of them out.`;
    report.add("BT146", place, message, { path: way });
  } else if (found?.owner !== id) {
    const message = `\`${owned.node}\` belongs to \`${found?.owner ?? ""}\`: a node has one owner, so give \`${id}\` one of its own.`;
    report.add("BT145", place, message, { path: [found?.owner ?? "", owned.node, id] });
  }
  const kind = model.nodes.get(owned.node)?.kind;
  if (kind === undefined || kind.ownable.includes(owned.as)) return;
  const able = [...model.kinds.values()].filter((each) => each.ownable.includes(owned.as)).map((each) => each.type);
  const message = `\`${owned.node}\` is of the kind \`${kind.type}\` and cannot be a ${owned.as} of \`${id}\`: name ${able.length === 0 ? "another node" : `a node of the kind ${named(able)}`}.`;
  report.add("BT147", place, message);
}

function checkAfter(model: Model, report: Report, owner: string, owned: Owned, all: readonly Owned[]): void {
  const siblings = all.map(({ node }) => node).filter((node) => node !== owned.node);
  for (const { node, path } of owned.after) {
    const place = { path: ["nodes", owner, ...path], node: owner };
    if (node === owned.node) {
      report.add("BT167", place, `\`${node}\` cannot wait for itself: remove it from its \`after\`.`, { path: [node, node] });
    } else if (!siblings.includes(node)) {
      const near = nearestOf(node, siblings);
      const others = siblings.length === 0 ? `\`${owner}\` owns no other` : `it can wait for ${named(siblings)}`;
      report.add("BT149", place, nameProblem(`\`${owned.node}\` waits for \`${node}\`, which \`${owner}\` does not own`, near, others), {
        fix: changeTo(node, near, place.path),
      });
    } else if (waitedFor(model.owners, node).has(owned.node)) {
      report.add("BT167", place, `\`${owned.node}\` and \`${node}\` wait for each other, so neither can begin: take one out of the other's \`after\`.`, {
        path: [owned.node, node, owned.node],
      });
    }
  }
}

function checkOwnedEdges({ graph, owners, document }: Model, report: Report): void {
  const tell = (node: string, path: Path, edge: string): void => {
    const owner = owners.get(node)?.owner ?? "";
    report.add("BT144", { path, edge, node }, `\`${node}\` belongs to \`${owner}\`, which sends it its work and gets it back: remove the edge \`${edge}\`.`, {
      path: [owner, node],
      fix: { title: "Remove this edge", edits: [{ op: "remove", path }] },
    });
  };
  for (const { id, path, from, to, otherwise } of graph.edges) {
    const ends = [from.node, ...[to, otherwise].flatMap((target) => (target?.type === "node" ? [target.node] : []))];
    const node = ends.find((each) => owners.has(each));
    if (node !== undefined) tell(node, path, id);
  }
  const { start } = graph;
  const edges = valueAt(document, ["edges"]);
  const index = Array.isArray(edges) ? edges.findIndex(isStart) : -1;
  if (start.type === "node" && owners.has(start.node) && index >= 0) tell(start.node, ["edges", index], `start -> ${start.node}`);
}

/** What an owned node writes counts once it succeeded, and is dropped else. */
function checkOwnedWrites({ owners }: Model, report: Report, { id, node, ports }: ModelNode): void {
  const good = successPorts(ports).map((port) => port.name);
  for (const port of node.writes.keys()) {
    if (good.includes(port) || !ports.some((each) => each.name === port)) continue;
    const path = ["nodes", id, "writesOn", port];
    const message = `\`${id}\` belongs to \`${owners.get(id)?.owner ?? ""}\`, so what it writes counts where it succeeded, and not on \`${port}\`: remove this, or let its owner write it.`;
    report.add("BT169", { path, part: "key", node: id }, message, { fix: { title: `Remove \`${port}\``, edits: [{ op: "remove", path }] } });
  }
}

const briefKeys = Object.keys(ownedShape).filter((key) => key !== "does");

/** Keys that only an owner's brief has a use for. */
function checkUnowned({ document }: Model, report: Report, { id, kind }: ModelNode): void {
  if (kind.ownable.length === 0) return;
  for (const key of briefKeys) {
    const path = ["nodes", id, key];
    if (valueAt(document, path) === undefined) continue;
    const message = `Nobody owns \`${id}\`, so nobody sends it a brief, and \`${key}\` has no effect: remove it, or make it a worker.`;
    report.add("BT148", { path, part: "key", node: id }, message, { fix: { title: `Remove \`${key}\``, edits: [{ op: "remove", path }] } });
  }
}
