import { type Diagnostic as Mark, forEachDiagnostic } from "@codemirror/lint";
import type { EditorState } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import type { Diagnostic, Fix } from "@baton/core";

const severities = { error: "error", warning: "warning", advice: "info" } as const;

/** The checker's findings in one file, as the editor marks them; a repair is a button, and one key. */
export function problemMarks(problems: readonly Diagnostic[], file: string, length: number, repair: (fix: Fix) => void): readonly Mark[] {
  return problems
    .filter(({ at }) => at.file === file && at.start <= length)
    .map(({ code, severity, message, at, fix }) => ({
      from: at.start,
      to: Math.min(Math.max(at.end, at.start + 1), length),
      severity: severities[severity],
      message,
      source: code,
      renderMessage: () => messageElement(message, code),
      ...(fix === undefined ? {} : { actions: [{ name: fix.title.replaceAll("`", ""), apply: () => repair(fix) }] }),
    }));
}

/** Alt-Enter repairs what is wrong at the cursor. */
export const repairKey = keymap.of([{ key: "Alt-Enter", run: (view) => repairAt(view, view.state) }]);

function repairAt(view: EditorView, state: EditorState): boolean {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const found: { readonly mark: Mark; readonly away: number; readonly from: number; readonly to: number }[] = [];
  forEachDiagnostic(state, (mark, from, to) => {
    const near = from <= head && head <= to ? 0 : from >= line.from && from <= line.to ? 1 : undefined;
    if (near !== undefined && mark.actions !== undefined) found.push({ mark, away: near, from, to });
  });
  const [first] = found.toSorted((one, other) => one.away - other.away);
  first?.mark.actions?.[0]?.apply(view, first.from, first.to);
  return first !== undefined;
}

/** A message with its names in code and the problem's own code beside it. */
function messageElement(message: string, code: string): HTMLElement {
  const element = document.createElement("span");
  for (const [index, part] of message.split("`").entries()) {
    element.append(index % 2 === 0 ? part : Object.assign(document.createElement("code"), { textContent: part }));
  }
  element.append(" ", Object.assign(document.createElement("code"), { className: "cm-problem-code", textContent: code }));
  return element;
}
