import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { markdown } from "@codemirror/lang-markdown";
import { yaml } from "@codemirror/lang-yaml";
import { codeFolding, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { linter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import type { Extension } from "@codemirror/state";
import { highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import type { View } from "../../document/reading.ts";
import { completionOf } from "../cel/completion-of.ts";
import { promptPaint, yamlPaint } from "../code/paint.ts";
import { promptCompletion } from "../prompt/complete.ts";
import { documentSuggestions } from "./complete/suggest.ts";
import { nodeLines } from "./node-lines.ts";
import { repairKey } from "./problem-marks.ts";

/** What every file's editor does: numbers, folding, search, problems. */
const common: Extension = [
  lineNumbers(),
  foldGutter(),
  codeFolding(),
  highlightActiveLineGutter(),
  indentOnInput(),
  search({ top: true }),
  highlightSelectionMatches(),
  // Problems come from the checker; this only shows them.
  linter(null),
  keymap.of([...searchKeymap, ...foldKeymap, ...lintKeymap]),
  repairKey,
];

/** What the editor of a file does, by what the file is. */
export function featuresOf(file: string, root: string, view: () => View): Extension {
  if (file === root) return [common, yaml(), yamlPaint, nodeLines, autocompletion({ override: [(context) => complete(context, view())], icons: false })];
  if (file.endsWith(".md")) return [common, markdown(), promptPaint, ...(file.startsWith("prompts/") ? [promptCompletion(file, view)] : [])];
  return [common, yaml(), yamlPaint, autocompletion({ icons: false })];
}

function complete(context: CompletionContext, view: View): CompletionResult | null {
  const found = documentSuggestions(view, context.state.doc.toString(), context.pos);
  if (found === undefined) return null;
  const typed = context.state.sliceDoc(found.from, context.pos);
  if (!context.explicit && typed === "" && !/[\s[{.]/.test(context.state.sliceDoc(context.pos - 1, context.pos))) return null;
  const options = found.options.map((option) =>
    option.type === "function" || option.type === "variable" || option.type === "property"
      ? completionOf({ ...option, type: option.type })
      : {
          label: option.label,
          type: option.type === "key" ? "property" : "constant",
          ...(option.apply === undefined ? {} : { apply: option.apply }),
          ...(option.detail === undefined ? {} : { detail: option.detail }),
          ...(option.info === undefined ? {} : { info: option.info }),
        },
  );
  return { from: found.from, options, validFor: /^[\w./*-]*$/ };
}
