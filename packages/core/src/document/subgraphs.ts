import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../expression/reserved.ts";
import type { ReadingCode } from "./codes.ts";
import { type GraphFiles, own } from "./files.ts";
import type { ReadNode } from "./nodes.ts";
import type { ReadResult } from "./read.ts";
import { type Reading, report } from "./reading.ts";
import { isObject } from "./render.ts";
import type { Source } from "./source.ts";

/** How many graphs deep a graph may contain others. */
export const deepestGraphs = 8;

/** Most steps of a way through graphs that a message shows. */
const mostSteps = 12;

/** A graph that is being read, on the way from the outermost to the innermost. */
interface Frame {
  readonly id: string;
  /** What a graph further in found wrong with the whole way from here on. */
  raised: Problem | undefined;
}

/** What is shared by the readings of one graph and all inside it: each is read once, and a name means one graph. */
export interface Family {
  readonly way: Frame[];
  readonly read: Map<GraphFiles, ReadResult>;
  readonly named: Map<string, ReadResult>;
  /** How many graphs deep each contains others. */
  readonly depths: Map<ReadResult, number>;
}

/** A family before anything of it was read. */
export function newFamily(): Family {
  return { way: [], read: new Map(), named: new Map(), depths: new Map() };
}

interface Problem {
  readonly code: ReadingCode;
  readonly message: string;
  /** What to write in the reference's place. */
  readonly instead?: string | undefined;
}

/** What a reference leads to; with a problem beside it, to a graph that is not quite what was asked for. */
interface Answer {
  readonly result?: ReadResult;
  readonly problem?: Problem | undefined;
}

/** The graphs that a document's nodes contain. */
export interface Subgraphs {
  /** By reference as written; those that could be read. */
  readonly read: ReadonlyMap<string, ReadResult>;
  /** Nodes whose graph could not be read: nothing can be said of their ports. */
  readonly lost: ReadonlySet<string>;
}

/** Reads the graphs that nodes contain, each once, and reports every reference that leads nowhere, in a circle, too deep or to another version. */
export function readSubgraphs(
  reading: Reading,
  root: Source,
  id: string,
  nodes: ReadonlyMap<string, ReadNode>,
  family: Family,
  readFiles: (files: GraphFiles) => ReadResult,
): Subgraphs {
  const answers = new Map<string, Answer>();
  const read = new Map<string, ReadResult>();
  const lost = new Set<string>();
  const frame: Frame = { id, raised: undefined };
  family.way.push(frame);
  for (const [node, { kind, node: parsed }] of nodes) {
    for (const { reference, path } of kind.graphs(parsed.config)) {
      const answer = answers.get(reference) ?? answerTo(reference, reading.files, frame, family, readFiles);
      answers.set(reference, answer);
      const place = { source: root, path: ["nodes", node, ...path] };
      const { result, problem } = answer;
      if (problem !== undefined) {
        const { code, message, instead } = problem;
        const fix = { title: `Change to \`${instead}\``, edits: [{ op: "set" as const, path: place.path, value: instead ?? null }] };
        report(reading, place, code, message, instead === undefined ? {} : { fix });
      }
      if (result === undefined) lost.add(node);
      else read.set(reference, result);
    }
  }
  family.way.pop();
  return { read, lost };
}

function answerTo(reference: string, files: GraphFiles, frame: Frame, family: Family, readFiles: (files: GraphFiles) => ReadResult): Answer {
  const [id = "", pin] = reference.split("@");
  const way = [...family.way.map((each) => each.id), id];
  const first = way.indexOf(id);
  if (first < way.length - 1) {
    return raise(family, first, "BT124", `The graphs \`${shown(way.slice(first))}\` contain each other, so no run of them could end: take one of them out.`);
  }
  if (family.way.length > deepestGraphs) return tooDeep(family, way);
  const found = files.graph?.(id);
  if (found === undefined) return missing(id, pin, files);
  const result = family.read.get(found) ?? readFiles(found);
  family.read.set(found, result);
  if (frame.raised !== undefined) {
    const problem = frame.raised;
    frame.raised = undefined;
    return { problem };
  }
  const named = isObject(result.document) ? own(result.document, "id") : undefined;
  if (result.graph === undefined || named === undefined) return { problem: { code: "BT128", message: unsound(id, result.diagnostics) } };
  if (result.graph.id !== id) {
    return {
      problem: { code: "BT123", message: `There is no graph \`${id}\`: what stands in its place has the id \`${result.graph.id}\`.`, instead: result.graph.id },
    };
  }
  const depth = depthOf(result, family);
  if (family.way.length + depth > deepestGraphs) return tooDeep(family, way);
  const known = family.named.get(id) ?? result;
  family.named.set(id, known);
  if (known.graph?.hash !== result.graph.hash) {
    const outermost = family.way[0]?.id ?? id;
    return raise(family, 0, "BT127", `There are two graphs \`${id}\` inside \`${outermost}\`, with different contents: give one of them another id.`);
  }
  return { result: known, problem: pinProblem(id, pin, result.graph) };
}

function missing(id: string, pin: string | undefined, files: GraphFiles): Answer {
  const near = nearest(id, files.graphIds?.() ?? []);
  const what = `There is no graph \`${id}\` (or more than one) beside this graph or in its folder \`graphs\``;
  if (near === undefined) return { problem: { code: "BT123", message: `${what}: put it there, in a folder with its \`graph.yaml\`, or name another.` } };
  return { problem: { code: "BT123", message: `${what}; did you mean \`${near}\`?`, instead: pin === undefined ? near : `${near}@${pin}` } };
}

/** A pinned reference must find what it is pinned to. */
function pinProblem(id: string, pin: string | undefined, graph: { readonly version?: string; readonly hash: string }): Problem | undefined {
  if (pin === undefined) return undefined;
  if (pin.startsWith("sha256-")) {
    if (pin === graph.hash) return undefined;
    return { code: "BT126", message: `The graph \`${id}\` that is there has another content, \`${graph.hash}\`: name that.`, instead: `${id}@${graph.hash}` };
  }
  if (pin === graph.version) return undefined;
  if (graph.version === undefined) {
    return { code: "BT126", message: `The graph \`${id}\` that is there names no version: write \`version: ${pin}\` in it, or no version here.`, instead: id };
  }
  const instead = `${id}@${graph.version}`;
  return { code: "BT126", message: `The graph \`${id}\` that is there is version ${graph.version}, not ${pin}: name that.`, instead };
}

function tooDeep(family: Family, way: readonly string[]): Answer {
  const message = `Graphs may be nested ${deepestGraphs} deep, and \`${shown(way)}\` goes deeper: put the inner ones together.`;
  return raise(family, 0, "BT125", message);
}

/** A problem of a whole way is told where each graph of it names the next, so that whoever looks at one of them sees it. */
function raise(family: Family, from: number, code: ReadingCode, message: string): Answer {
  const problem: Problem = { code, message };
  for (const frame of family.way.slice(from, -1)) frame.raised = problem;
  return { problem };
}

function depthOf(result: ReadResult, family: Family): number {
  const known = family.depths.get(result);
  if (known !== undefined) return known;
  let depth = 0;
  for (const inner of result.subgraphs.values()) depth = Math.max(depth, 1 + depthOf(inner, family));
  family.depths.set(result, depth);
  return depth;
}

/** What is said of a graph with errors where another contains it: the first of them. */
export function unsound(id: string, diagnostics: readonly Diagnostic[]): string {
  const first = diagnostics.find((each) => each.severity === "error");
  const said = first === undefined ? "it cannot be read" : `${id}/${first.at.file}:${first.at.line}:${first.at.column} ${first.message}`;
  return `The graph \`${id}\` does not check, so mend it first: ${said}`;
}

function shown(way: readonly string[]): string {
  const steps = way.length > mostSteps ? [...way.slice(0, mostSteps / 2), "…", ...way.slice(-mostSteps / 2)] : way;
  return steps.join(" -> ");
}
