import { isDeepStrictEqual } from "node:util";
import {
  BaseStore,
  type Item,
  type ListNamespacesOperation,
  type MatchCondition,
  type Operation,
  type OperationResults,
  type SearchOperation,
} from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import type { Clock } from "../ports/clock.ts";
import { sliceOf } from "./search.ts";

type Namespace = readonly string[];

/** Rows of items, for whoever works in a transaction. */
export interface ItemRows {
  get(namespace: Namespace, key: string): Item | undefined;
  /** `value` is JSON text. */
  put(namespace: Namespace, key: string, value: string, now: number): void;
  delete(namespace: Namespace, key: string): void;
  /** Items whose namespace begins with these labels, in the order in which they were put first. */
  under(prefix: Namespace): Iterable<Item>;
  /** Each once. */
  namespaces(): Iterable<Namespace>;
}

/** Does all of the work in one transaction. */
export type Transact = <T>(writes: boolean, work: () => T) => Promise<T>;

/** LangGraph's store over rows. A batch is done in its order, all or nothing. Neither meaning (`query`, `index`) nor lifetime is looked at. */
export class ItemStore extends BaseStore {
  readonly #rows: ItemRows;
  readonly #transact: Transact;
  readonly #clock: Pick<Clock, "now">;

  constructor(rows: ItemRows, transact: Transact, clock: Pick<Clock, "now">) {
    super();
    this.#rows = rows;
    this.#transact = transact;
    this.#clock = clock;
  }

  override async batch<Operations extends Operation[]>(operations: Operations): Promise<OperationResults<Operations>> {
    const writes = operations.some((operation) => "value" in operation);
    const texts = operations.map((operation) => ("value" in operation && operation.value !== null ? JSON.stringify(operation.value) : undefined));
    const results = await this.#transact(writes, () => operations.map((operation, at) => this.#do(operation, texts[at])));
    return z.custom<OperationResults<Operations>>(Array.isArray).parse(results);
  }

  #do(operation: Operation, text: string | undefined): unknown {
    const rows = this.#rows;
    if ("namespacePrefix" in operation) {
      const { namespacePrefix, limit = 10, offset } = operation;
      return sliceOf(rows.under(namespacePrefix), { limit, offset }, (item) => passes(item, operation.filter));
    }
    if ("value" in operation) {
      const { namespace, key } = operation;
      if (text === undefined) rows.delete(namespace, key);
      else rows.put(namespace, key, text, this.#clock.now());
      return undefined;
    }
    if ("key" in operation) return rows.get(operation.namespace, operation.key) ?? null;
    return namespacesOf(rows.namespaces(), operation);
  }
}

function namespacesOf(all: Iterable<Namespace>, { matchConditions = [], maxDepth, limit, offset }: ListNamespacesOperation): readonly Namespace[] {
  const cut = new Map<string, Namespace>();
  for (const namespace of all) {
    const labels = namespace.slice(0, maxDepth);
    if (matchConditions.every((condition) => matches(namespace, condition))) cut.set(JSON.stringify(labels), labels);
  }
  return sliceOf([...cut.values()].toSorted(byLabels), { limit, offset });
}

function matches(namespace: Namespace, { matchType, path }: MatchCondition): boolean {
  if (path.length > namespace.length) return false;
  const part = matchType === "prefix" ? namespace.slice(0, path.length) : namespace.slice(namespace.length - path.length);
  return path.every((label, at) => label === "*" || label === part[at]);
}

function byLabels(a: Namespace, b: Namespace): number {
  const at = a.findIndex((label, index) => label !== b[index]);
  const [left, right] = [a[at], b[at]];
  if (left === undefined || right === undefined) return a.length - b.length;
  return left < right ? -1 : 1;
}

const operators = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"] as const;
const operatorsSchema = z.partialRecord(z.enum(operators), z.unknown()).refine((found) => Object.keys(found).length > 0);

/** Whether a value's fields pass a filter: each is equal to what is given, or passes all the operators given. */
function passes({ value }: Item, filter: SearchOperation["filter"]): boolean {
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(filter ?? {}).every(([field, wanted]: [string, unknown]) => {
    const has = fields.get(field);
    const compared = operatorsSchema.safeParse(wanted);
    if (!compared.success) return isDeepStrictEqual(has, wanted);
    return operators.every((operator) => !(operator in compared.data) || holds(has, operator, compared.data[operator]));
  });
}

function holds(has: unknown, operator: (typeof operators)[number], wanted: unknown): boolean {
  switch (operator) {
    case "$eq":
      return isDeepStrictEqual(has, wanted);
    case "$ne":
      return !isDeepStrictEqual(has, wanted);
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return inOrder(has, operator, wanted);
    default:
      return operator satisfies never;
  }
}

/** Text is compared with text and numbers with numbers; nothing else has an order. */
function inOrder(has: unknown, operator: "$gt" | "$gte" | "$lt" | "$lte", wanted: unknown): boolean {
  const texts = typeof has === "string" && typeof wanted === "string";
  if (!texts && (typeof has !== "number" || typeof wanted !== "number")) return false;
  switch (operator) {
    case "$gt":
      return has > wanted;
    case "$gte":
      return has >= wanted;
    case "$lt":
      return has < wanted;
    case "$lte":
      return has <= wanted;
    default:
      return operator satisfies never;
  }
}
