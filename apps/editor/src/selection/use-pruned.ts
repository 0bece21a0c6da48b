import { useEffect } from "react";
import { useDocument } from "../document/use-document.tsx";
import { useSelection } from "./use-selection.tsx";

/** What is no more (undone, removed in the text, gone on the disk) is not selected either. */
export function usePrunedSelection(): void {
  const document = useDocument();
  const selection = useSelection();
  useEffect(
    () =>
      document.store.subscribe(({ shown }, before) => {
        if (shown === before.shown) return;
        const { nodes, floats } = selection.store.getState();
        const left = nodes.filter((id) => Object.hasOwn(shown.nodes, id));
        if (left.length < nodes.length) selection.select(left, floats);
      }),
    [document, selection],
  );
}
