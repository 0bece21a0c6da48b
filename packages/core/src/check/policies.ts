import type { Path } from "../diagnostics/diagnostic.ts";
import type { Policy } from "../document/graph.ts";
import type { HostUse } from "../kind/kind.ts";
import { bareName, own } from "../kind/context.ts";
import { type Model, valueAt } from "./model.ts";
import { checkHost, noTool } from "./names.ts";
import { nodeNamed } from "./inside.ts";
import type { Report } from "./report.ts";
import { changeTo, named, nameProblem, nearestOf } from "./words.ts";

/** What policies name: nodes, ports, tools, roles and calendars. */
export function checkPolicies(model: Model, report: Report): void {
  for (const policy of model.graph.policies) checkPolicy(model, report, policy);
}

function checkPolicy(model: Model, report: Report, policy: Policy): void {
  for (const [index, id] of (policy.nodes === "*" ? [] : policy.nodes).entries()) {
    const found = nodeNamed(model, id);
    if (found.type !== "missing") continue;
    const path = itemPath(model, policy, "node", index);
    const { near } = found;
    report.add("BT160", { path, node: id }, nameProblem(`The policy is for the node \`${id}\`, which is not there`, near, "name another, or remove the rule"), {
      fix: changeTo(id, near, path),
    });
  }
  for (const [index, tool] of (policy.tools === "*" ? [] : policy.tools).entries()) {
    if (own(model.manifest.tools, bareName(tool)) !== undefined) continue;
    const path = itemPath(model, policy, "tool", index);
    const near = nearestOf(tool, Object.keys(model.manifest.tools));
    report.add("BT150", { path }, noTool(tool, near), { fix: changeTo(tool, near, path) });
  }
  for (const [index, { node, port }] of (policy.after ?? []).entries()) {
    const path = itemPath(model, policy, "after", index);
    const found = nodeNamed(model, node);
    if (found.type === "missing") {
      report.add("BT160", { path }, nameProblem(`The policy holds after the node \`${node}\`, which is not there`, found.near, "name another"));
    } else if (found.type === "node" && port !== undefined && !found.ports.includes(port)) {
      const near = nearestOf(port, found.ports);
      const problem = `The policy holds after \`${node}.${port}\`, and \`${node}\` has no such port`;
      report.add("BT161", { path }, nameProblem(problem, near, `it has ${named(found.ports)}`));
    } else if (found.type === "node" && port === undefined && found.explicit) {
      report.add("BT161", { path }, `The policy holds after \`${node}\`, none of whose ports is the default: name one of ${named(found.ports)}.`);
    }
  }
  const host = (type: HostUse["type"], name: string, path: Path): void => checkHost(model, report, { type, name, path }, { path: [...policy.path, ...path] });
  for (const { role } of policy.by) host("role", role, ["by"]);
  for (const [index, { to }] of (policy.escalate ?? []).entries()) host("role", to, ["escalate", index, "to"]);
  if (policy.calendar !== undefined) host("calendar", policy.calendar, ["calendar"]);
}

/** A name or one of a list of names. */
function itemPath(model: Model, policy: Policy, key: string, index: number): Path {
  const path = [...policy.path, key];
  return Array.isArray(valueAt(model.document, path)) ? [...path, index] : path;
}
