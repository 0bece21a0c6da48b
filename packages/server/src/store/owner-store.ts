import { digest } from "@baton/core";
import { BaseStore, type Operation, type OperationResults } from "@langchain/langgraph";

/**
 * One owner's part of a store: every namespace begins inside with a label of the owner's that never shows outside. Graphs that use a store get this
 * one too, so that they and the owner's clients see the same items.
 */
export class OwnerStore extends BaseStore {
  readonly #items: BaseStore;
  readonly #label: string;

  constructor(items: BaseStore, owner: string) {
    super();
    this.#items = items;
    // All labels are equally long, so that none is the beginning of another.
    this.#label = digest(owner);
  }

  override async batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    const results: readonly unknown[] = await this.#items.batch(operations.map((operation) => this.#inside(operation)));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a tuple's type does not survive `map`; each result keeps its place and its shape
    return results.map((result) => outside(result)) as OperationResults<Op>;
  }

  #inside(operation: Operation): Operation {
    const label = this.#label;
    if ("namespacePrefix" in operation) return { ...operation, namespacePrefix: [label, ...operation.namespacePrefix] };
    if ("namespace" in operation) return { ...operation, namespace: [label, ...operation.namespace] };
    const { matchConditions = [], maxDepth } = operation;
    const [prefixes, others] = [
      matchConditions.filter(({ matchType }) => matchType === "prefix"),
      matchConditions.filter(({ matchType }) => matchType !== "prefix"),
    ];
    return {
      ...operation,
      matchConditions: [
        { matchType: "prefix", path: [label] },
        ...prefixes.map(({ path }) => ({ matchType: "prefix" as const, path: [label, ...path] })),
        ...others,
      ],
      ...(maxDepth === undefined ? {} : { maxDepth: maxDepth + 1 }),
    };
  }
}

/** A result without the owner's label: an item, items, namespaces, or nothing. */
function outside(result: unknown): unknown {
  if (Array.isArray(result)) return result.map((each: unknown) => (Array.isArray(each) ? each.slice(1) : outside(each)));
  if (typeof result !== "object" || result === null || !("namespace" in result) || !Array.isArray(result.namespace)) return result;
  return { ...result, namespace: result.namespace.slice(1) };
}
