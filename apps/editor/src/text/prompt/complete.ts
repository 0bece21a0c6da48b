import { autocompletion } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import type { View } from "../../document/reading.ts";
import { celSuggestions } from "../cel/complete.ts";
import { completionOf } from "../cel/completion-of.ts";
import { promptScope } from "../cel/scope.ts";
import { promptUsers } from "./prompt-file.ts";

/** Completes what a prompt fills in, between its braces: what its first user gives it. */
export function promptCompletion(file: string, view: () => View, node?: string): Extension {
  return autocompletion({
    icons: false,
    override: [
      ({ state, pos, explicit }) => {
        const seen = view();
        const user = node ?? promptUsers(seen.reading, file)[0];
        const found = user === undefined ? undefined : celSuggestions(state.doc.toString(), pos, promptScope(seen, file, user).scope, "template");
        if (found === undefined || (!explicit && found.from === pos && !/[.{ ]/.test(state.sliceDoc(pos - 1, pos)))) return null;
        return { from: found.from, options: found.options.map(completionOf), validFor: /^\w*$/ };
      },
    ],
  });
}
