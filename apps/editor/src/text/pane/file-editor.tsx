import { setDiagnostics } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { type JSX, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { rootFile } from "../../document/files.ts";
import { useChange } from "../../document/use-change.ts";
import { useDocument, useDocumentState } from "../../document/use-document.tsx";
import { CodeMirror } from "../code/code-mirror.tsx";
import { useTextState } from "../text-state.ts";
import { featuresOf } from "./features.ts";
import css from "./pane.module.css";
import { problemMarks } from "./problem-marks.ts";
import { useNodeSync } from "./use-node-sync.ts";

interface Props {
  readonly file: string;
  /** Told where the cursor is, lines and columns from 1. */
  readonly cursor: (line: number, column: number) => void;
}

/** One file of the graph's folder, as text: typing is a gesture like every other. */
export function FileEditor({ file, cursor }: Props): JSX.Element {
  const { t } = useTranslation("text");
  const document = useDocument();
  const change = useChange();
  const [view, setView] = useState<EditorView>();
  const text = useDocumentState((state) => state.files[file] ?? "");
  const root = useDocumentState((state) => rootFile(state.files));
  const writable = useDocumentState((state) => state.writable && file !== "baton.host.json");
  const type = useCallback((typed: string) => change(t("typed", { file }), () => ({ files: { [file]: typed } }), { key: `text ${file}` }), [change, t, file]);
  const extensions = useMemo(
    () => [
      featuresOf(file, root, () => {
        const state = document.store.getState();
        return { ...state, reading: state.shown };
      }),
      EditorView.updateListener.of(({ state, selectionSet, docChanged }) => {
        if (!selectionSet && !docChanged) return;
        const line = state.doc.lineAt(state.selection.main.head);
        cursor(line.number, state.selection.main.head - line.from + 1);
      }),
    ],
    [document, file, root, cursor],
  );
  useProblems(view, file);
  useTarget(view, file);
  useNodeSync(file === root ? view : undefined);
  return <CodeMirror className={css["editor"]} value={text} onChange={type} label={file} extensions={extensions} readOnly={!writable} opened={setView} />;
}

/** Marks what the checker finds, once it has seen this text. */
function useProblems(view: EditorView | undefined, file: string): void {
  const change = useChange();
  const problems = useDocumentState((state) => state.problems);
  const current = useDocumentState((state) => state.checked?.version === state.version);
  useEffect(() => {
    if (view === undefined || !current) return;
    const marks = problemMarks(problems, file, view.state.doc.length, (fix) => change(fix.title, () => ({ edits: fix.edits })));
    view.dispatch(setDiagnostics(view.state, marks));
  }, [view, problems, current, file, change]);
}

/** Brings into sight what somebody asked for. */
function useTarget(view: EditorView | undefined, file: string): void {
  const target = useTextState((state) => state.target);
  useEffect(() => {
    if (view === undefined || target?.file !== file) return;
    const { length } = view.state.doc;
    const [anchor, head] = [Math.min(target.start, length), Math.min(target.end, length)];
    view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    view.focus();
  }, [view, target, file]);
}
