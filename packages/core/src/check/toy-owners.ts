import { checkToy, toyDocument } from "./toy-kinds.ts";

// A boss with two workers, for tests of nodes that others own.

/** What the graph knows. */
const state = "{ question: string, answer: string, topic: string }";
export const find = "find: { kind: tool, tool: search, args: { query: question }, writes: answer }";
export const sort = "sort: { kind: tool, tool: search, args: { query: question }, writes: topic }";
/** The edges of the boss. */
export const base = ["start -> boss", "boss -> end", "boss.escalated -> end.lost"];
const outcomes = '{ done: ["answer?", "topic?"], lost: [] }';

interface Parts {
  readonly state?: string;
  readonly outcomes?: string;
  readonly input?: string;
  readonly more?: string;
}

/** The boss, with what it says of its workers. */
export const boss = (config: string): string => `boss: { kind: boss, ${config} }`;
export const document = (nodes: readonly string[], edges = base, parts: Parts = {}): string => toyDocument({ nodes, edges, state, outcomes, ...parts });
/** What the checker finds in a document of these nodes. */
export const check = (nodes: readonly string[], edges = base, parts: Parts = {}) => checkToy(document(nodes, edges, parts));
export const codes = (...args: Parameters<typeof check>): readonly string[] => check(...args).map((each) => each.code);
