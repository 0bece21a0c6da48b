import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ReadResult } from "../document/read.ts";
import type { HostManifest } from "../host/manifest.ts";
import type { Kinds } from "../kind/kind.ts";
import { solveAssignment } from "./assignment.ts";
import { checkChannels, writtenAnywhere } from "./channels.ts";
import { checkEdges } from "./edges.ts";
import { buildModel, type Model } from "./model.ts";
import { checkSubgraphs } from "./inside.ts";
import { checkNames } from "./names.ts";
import { checkOwnership } from "./ownership.ts";
import { checkPolicies } from "./policies.ts";
import { checkReach } from "./reach.ts";
import { checkRegions } from "./regions.ts";
import { EnoughFindings, newReport, type Report } from "./report.ts";
import { expressionsOf } from "./reads.ts";
import { checkValues } from "./values.ts";

/**
 * Everything that is wrong with a graph that was read, what reading found included: sorted by place, each once.
 * Pure, and nothing of the document or the host is executed.
 */
export function checkGraph(read: ReadResult, kinds: Kinds, manifest: HostManifest): readonly Diagnostic[] {
  return checkWithin(read, kinds, manifest, new Map());
}

/** Graphs that stand at several places inside another are checked once. */
type Checked = Map<ReadResult, readonly Diagnostic[]>;

function checkWithin(read: ReadResult, kinds: Kinds, manifest: HostManifest, checked: Checked): readonly Diagnostic[] {
  const known = checked.get(read);
  if (known !== undefined) return known;
  const found = checkOne(read, kinds, manifest, checked);
  checked.set(read, found);
  return found;
}

function checkOne(read: ReadResult, kinds: Kinds, manifest: HostManifest, checked: Checked): readonly Diagnostic[] {
  const [root] = read.sources.values();
  if (read.graph === undefined || root === undefined) return sorted(read.diagnostics);
  const report = newReport(root, read.sources);
  try {
    const model = buildModel(read, read.graph, kinds, manifest);
    checkSubgraphs(model, report, (inner) => checkWithin(inner, kinds, manifest, checked));
    runPasses(model, report);
  } catch (error) {
    if (!(error instanceof EnoughFindings)) throw error;
  }
  return sorted([...read.diagnostics, ...report.diagnostics]);
}

function runPasses(model: Model, report: Report): void {
  checkEdges(model, report);
  checkOwnership(model, report);
  checkReach(model, report);
  checkNames(model, report);
  checkPolicies(model, report);
  const regions = checkRegions(model, report);
  const expressions = expressionsOf(model, report, regions, solveAssignment(model, regions), writtenAnywhere(model, regions));
  checkValues(expressions);
  checkChannels(expressions);
  checkKinds(model, report);
}

function checkKinds(model: Model, report: Report): void {
  for (const { id, node, kind, context } of model.nodes.values()) {
    for (const { code, severity, message, path, fix } of kind.check(node.config, context)) {
      report.addAs(code, severity, { path: ["nodes", id, ...path], node: id }, message, { fix });
    }
  }
}

function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const key = JSON.stringify([diagnostic.code, diagnostic.at.file, diagnostic.at.start, diagnostic.at.end, diagnostic.message]);
    if (!first.has(key)) first.set(key, diagnostic);
  }
  return [...first.values()].toSorted((a, b) => compare(a.at.file, b.at.file) || a.at.start - b.at.start || compare(a.code, b.code));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
