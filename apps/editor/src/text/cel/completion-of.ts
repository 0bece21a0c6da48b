import { type Completion, pickedCompletion } from "@codemirror/autocomplete";
import type { Suggestion } from "./complete.ts";

/** A suggestion as the editor takes it: of a call, the cursor goes between the brackets. */
export function completionOf({ label, type, detail, apply }: Suggestion): Completion {
  return {
    label,
    type,
    ...(detail === undefined ? {} : { detail }),
    ...(apply === undefined
      ? {}
      : {
          apply: (view, completion, from, to) =>
            view.dispatch({
              changes: { from, to, insert: apply },
              selection: { anchor: from + apply.length - 1 },
              annotations: pickedCompletion.of(completion),
              userEvent: "input.complete",
            }),
        }),
  };
}
