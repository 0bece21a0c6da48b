import { StateEffect } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useDocument, useDocumentState } from "../../document/use-document.tsx";
import { useSelected, useSelection } from "../../selection/use-selection.tsx";
import { markLines, nodeAt, nodeSpans } from "./node-lines.ts";

/** The node at the cursor is selected, and what is selected elsewhere is marked here and brought into sight. */
export function useNodeSync(view: EditorView | undefined): void {
  const document = useDocument();
  const selection = useSelection();
  const nodes = useSelected((state) => state.nodes);
  const reading = useDocumentState((state) => state.reading);
  /** The node that the cursor chose: it is in sight already. */
  const own = useRef<string>(undefined);
  useEffect(() => {
    if (view === undefined) return;
    const listener = EditorView.updateListener.of(({ state, selectionSet, view: now }) => {
      if (!selectionSet || !now.hasFocus) return;
      const { reading: read } = document.store.getState();
      if (!read.whole) return;
      const node = nodeAt(nodeSpans(read.result, Object.keys(read.nodes)), state.selection.main.head);
      if (node === undefined || (selection.store.getState().nodes.includes(node) && selection.store.getState().nodes.length === 1)) return;
      own.current = node;
      selection.reveal(node);
    });
    view.dispatch({ effects: StateEffect.appendConfig.of(listener) });
  }, [view, document, selection]);
  useEffect(() => {
    if (view === undefined || !reading.whole) return;
    const spans = nodeSpans(reading.result, Object.keys(reading.nodes)).filter(({ node }) => nodes.includes(node));
    markLines(view, spans);
  }, [view, nodes, reading]);
  useEffect(() => {
    const [node, another] = nodes;
    const read = document.store.getState().reading;
    if (view === undefined || node === undefined || another !== undefined || own.current === node || !read.whole) return;
    own.current = undefined;
    const span = nodeSpans(read.result, Object.keys(read.nodes)).find((each) => each.node === node);
    if (span !== undefined) view.dispatch({ selection: { anchor: span.start }, effects: EditorView.scrollIntoView(span.start, { y: "center" }) });
  }, [view, nodes, document]);
}
