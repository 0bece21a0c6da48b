import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap } from "@codemirror/commands";
import { difference } from "@baton/core";
import { bracketMatching } from "@codemirror/language";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import { type JSX, useEffect, useRef, useState } from "react";
import { useDocument } from "../../document/use-document.tsx";
import { editorTheme } from "./theme.ts";

interface Props {
  readonly value: string;
  /** Takes what was typed; false where it could not, and the editor shows `value` again. */
  readonly onChange: (text: string) => boolean;
  /** Its name for people who do not see it. */
  readonly label: string;
  /** Everything else that it can do; made once, or by `useMemo`. */
  readonly extensions: Extension;
  readonly readOnly?: boolean;
  readonly className?: string | undefined;
  /** Gives the editor once it stands, and undefined when it goes. */
  readonly opened?: (view: EditorView | undefined) => void;
}

/** Marks what came from the document, so that it is not taken for typing. */
const fromDocument = Annotation.define<true>();

/** A text editor whose text is the document's: typing is a gesture, and undo and redo are the document's own. */
export function CodeMirror({ value, onChange, label, extensions, readOnly = false, className, opened }: Props): JSX.Element {
  const document = useDocument();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const [features] = useState(() => new Compartment());
  const latest = useRef({ value, onChange, opened });
  latest.current = { value, onChange, opened };
  /** What was typed and has not come back yet: while somebody types on, older texts are no news. */
  const typed = useRef<readonly string[]>([]);
  useEffect(() => {
    const undo = (back: () => void) => () => {
      back();
      return true;
    };
    const made = new EditorView({
      ...(host.current === null ? {} : { parent: host.current }),
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          keymap.of([
            { key: "Mod-z", run: undo(document.undo), shift: undo(document.redo), preventDefault: true },
            { key: "Mod-y", run: undo(document.redo), preventDefault: true },
            // Runs the graph, as it does everywhere, and begins no line.
            { key: "Mod-Enter", run: () => true },
          ]),
          features.of([]),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap]),
          editorTheme,
          EditorView.lineWrapping,
          EditorView.updateListener.of(({ docChanged, transactions, state }) => {
            if (!docChanged || transactions.every((each) => each.annotation(fromDocument) === true)) return;
            const text = state.doc.toString();
            typed.current = [...typed.current, text];
            if (latest.current.onChange(text)) return;
            typed.current = [];
            queueMicrotask(() => show(made, latest.current.value));
          }),
        ],
      }),
    });
    view.current = made;
    latest.current.opened?.(made);
    return () => {
      latest.current.opened?.(undefined);
      view.current = undefined;
      made.destroy();
    };
  }, [document, features]);
  useEffect(() => {
    const read = EditorState.readOnly.of(readOnly);
    view.current?.dispatch({ effects: features.reconfigure([extensions, read, EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" })]) });
  }, [features, extensions, label, readOnly]);
  useEffect(() => {
    const at = typed.current.indexOf(value);
    typed.current = at < 0 ? [] : typed.current.slice(at + 1);
    if (view.current !== undefined && typed.current.length === 0) show(view.current, value);
  }, [value]);
  return <div ref={host} className={className} />;
}

/** Changes only what differs, so that cursor, folds and scrolling stay. */
function show(view: EditorView, text: string): void {
  const now = view.state.doc.toString();
  if (now === text) return;
  const { start, end, text: insert } = difference(now, text);
  view.dispatch({ changes: { from: start, to: end, insert }, annotations: fromDocument.of(true) });
}
