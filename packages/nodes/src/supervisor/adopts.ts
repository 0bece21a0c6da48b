import { type Adoption, type Edit, isJsonObject } from "@baton/core";

/** A new worker stands after those that are named already, in a list or in a mapping as the document has it. */
export const adoptsWorkers: Adoption = {
  as: "worker",
  take: ({ workers }, node) => {
    if (workers !== undefined && isJsonObject(workers)) return Object.hasOwn(workers, node) ? [] : [{ op: "insert", path: ["workers", node], value: {} }];
    if (!Array.isArray(workers)) return [{ op: "set", path: ["workers"], value: [node] }];
    return workers.includes(node) ? [] : [{ op: "insert", path: ["workers", workers.length], value: node }];
  },
  release: ({ workers }, node) => {
    if (workers !== undefined && isJsonObject(workers)) return Object.hasOwn(workers, node) ? [{ op: "remove", path: ["workers", node] }] : [];
    if (!Array.isArray(workers)) return [];
    return workers.flatMap((each, index): readonly Edit[] => (each === node ? [{ op: "remove", path: ["workers", index] }] : [])).toReversed();
  },
};
