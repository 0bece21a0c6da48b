import { kinds } from "@baton/nodes";
import { useCallback } from "react";
import { useDocument } from "../../document/use-document.tsx";

/** Tells whether runs can pause at a step. What another owns works within its owner's steps, so they cannot pause there. */
export function usePausable(): (node: string) => boolean {
  const document = useDocument();
  return useCallback(
    (node) => {
      const nodes = document.store.getState().shown.graph?.nodes.values() ?? [];
      return ![...nodes].some(
        ({ kind, config }) =>
          kinds
            .get(kind)
            ?.owns(config)
            .some((owned) => owned.node === node) === true,
      );
    },
    [document],
  );
}
