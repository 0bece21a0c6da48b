import { pickedCompletion } from "@codemirror/autocomplete";
import { markdown } from "@codemirror/lang-markdown";
import { type Diagnostic, linter } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { compileTemplate } from "@baton/core";
import { type JSX, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../../document/use-change.ts";
import { useDocument, useDocumentState } from "../../document/use-document.tsx";
import { promptScope } from "../cel/scope.ts";
import { CodeMirror } from "../code/code-mirror.tsx";
import { promptPaint } from "../code/paint.ts";
import css from "../text.module.css";
import { promptCompletion } from "./complete.ts";
import { promptParts, withInput } from "./prompt-file.ts";

/** The template of a prompt's file, as one of the nodes that use it sees it; its front matter stays as it is. */
export function PromptEditor({ file, node }: { readonly file: string; readonly node: string }): JSX.Element {
  const { t } = useTranslation("text");
  const document = useDocument();
  const change = useChange();
  const text = useDocumentState((state) => state.files[file] ?? "");
  const { front, template } = promptParts(text);
  const extensions = useMemo(() => {
    const view = () => {
      const state = document.store.getState();
      return { ...state, reading: state.shown };
    };
    const key = `text ${file}`;
    const take = (input: string): void =>
      void change(t("typed", { file }), ({ files }) => ({ files: { [file]: withInput(files[file] ?? "", input) } }), { key });
    return [
      markdown(),
      promptPaint,
      promptCompletion(file, view, node),
      linter((editor) => problemsOf(editor.state.doc.toString(), promptScope(view(), file, node)), { delay: 150 }),
      // A channel that the prompt does not take yet becomes one of its inputs.
      EditorView.updateListener.of(({ transactions }) => {
        const picked = transactions.map((each) => each.annotation(pickedCompletion)).find((each) => each?.type === "input");
        if (picked !== undefined) queueMicrotask(() => take(picked.label));
      }),
    ];
  }, [document, change, t, file, node]);
  return (
    <CodeMirror
      className={css["area"]}
      value={template}
      onChange={(typed) => change(t("typed", { file }), () => ({ files: { [file]: front + typed } }), { key: `text ${file}` })}
      label={file}
      extensions={extensions}
    />
  );
}

function problemsOf(text: string, { scope, optional }: ReturnType<typeof promptScope>): readonly Diagnostic[] {
  const { problems } = compileTemplate(text, scope, optional === undefined ? {} : { optional });
  return problems.map(({ message, start, end }) => ({
    from: Math.min(start, text.length),
    to: Math.min(Math.max(end, start + 1), text.length),
    severity: "error",
    message: message.replaceAll("`", ""),
  }));
}
