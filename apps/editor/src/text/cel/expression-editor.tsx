import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { type Diagnostic, linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { compileValue, type Path } from "@baton/core";
import { type JSX, useMemo } from "react";
import { useDocument } from "../../document/use-document.tsx";
import { CodeMirror } from "../code/code-mirror.tsx";
import { painted } from "../code/paint.ts";
import css from "../text.module.css";
import { completionOf } from "./completion-of.ts";
import { celSuggestions } from "./complete.ts";
import { type Expecting, expectingAt } from "./scope.ts";
import { celTokens } from "./tokens.ts";

interface Props {
  readonly value: string;
  readonly onChange: (text: string) => boolean;
  readonly label: string;
  /** Where in the document it stands: that says what it may use and what it must give. */
  readonly path: Path;
}

/** An expression or a template of the document: names and functions as one types, and what is wrong under the words. */
export function ExpressionEditor({ value, onChange, label, path }: Props): JSX.Element {
  const document = useDocument();
  const at = JSON.stringify(path);
  const extensions = useMemo(() => {
    const { store } = document;
    return expressionFeatures(() => {
      const state = store.getState();
      return expectingAt({ reading: state.reading.graph === undefined ? state.shown : state.reading, manifest: state.manifest }, path);
    });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the same path is made anew with every drawing
  }, [document, at]);
  return <CodeMirror className={css["field"]} value={value} onChange={onChange} label={label} extensions={extensions} />;
}

/** Colours, completion and problems of an expression; what may be written is asked for when it is needed. */
function expressionFeatures(expecting: () => Expecting): Extension {
  return [
    painted((view) => celTokens(view.state.doc.toString()).map(({ start, end, type }) => ({ from: start, to: end, className: `tok-${type}` }))),
    autocompletion({ override: [(context) => complete(context, expecting())], icons: false }),
    linter((view) => problemsOf(view.state.doc.toString(), expecting()), { delay: 150 }),
    // Enter is for completions; an expression is one line, however it is shown.
    keymap.of([{ key: "Enter", run: () => true }]),
    EditorView.contentAttributes.of({ "aria-multiline": "false" }),
  ];
}

function complete(context: CompletionContext, { scope, place }: Expecting): CompletionResult | null {
  const found = celSuggestions(context.state.doc.toString(), context.pos, scope, place);
  if (found === undefined || (!context.explicit && found.from === context.pos && context.state.sliceDoc(context.pos - 1, context.pos) !== ".")) return null;
  return { from: found.from, options: found.options.map(completionOf), validFor: /^\w*$/ };
}

function problemsOf(text: string, { scope, place, expects }: Expecting): readonly Diagnostic[] {
  if (text === "") return [];
  const { problems } = compileValue(text, scope, { place, ...(expects === undefined ? {} : { expects }) });
  return problems.map(({ message, start, end, replacement }) => ({
    from: Math.min(start, text.length),
    to: Math.min(Math.max(end, start + 1), text.length),
    severity: "error",
    message: message.replaceAll("`", ""),
    ...(replacement === undefined
      ? {}
      : {
          actions: [
            {
              name: `Write ${replacement}`,
              apply: (view: EditorView) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: replacement } }),
            },
          ],
        }),
  }));
}
