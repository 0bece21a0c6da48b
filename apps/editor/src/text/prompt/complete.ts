import { autocompletion, type Completion } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import type { View } from "../../document/reading.ts";
import { celSuggestions } from "../cel/complete.ts";
import { completionOf } from "../cel/completion-of.ts";
import { expectingAt, promptScope } from "../cel/scope.ts";
import { promptUsers } from "./prompt-file.ts";

/**
 * Completes what a prompt fills in, between its braces: what a node gives it. With a node, also what it could give: these completions are of the type
 * `input`.
 */
export function promptCompletion(file: string, view: () => View, node?: string): Extension {
  return autocompletion({
    icons: false,
    override: [
      ({ state, pos, explicit }) => {
        const seen = view();
        const user = node ?? promptUsers(seen.reading, file)[0];
        if (user === undefined) return null;
        const { scope } = promptScope(seen, file, user);
        const text = state.doc.toString();
        const found = celSuggestions(text, pos, scope, "template");
        if (found === undefined || (!explicit && found.from === pos && !/[.{ ]/.test(state.sliceDoc(pos - 1, pos)))) return null;
        const isField = /\.\s*$/.test(text.slice(0, found.from));
        const more = node === undefined || isField ? [] : channelsBesides(seen, node, scope.variables);
        return { from: found.from, options: [...found.options.map(completionOf), ...more], validFor: /^\w*$/ };
      },
    ],
  });
}

/** Channels that the node sees and the prompt does not take yet. */
function channelsBesides(view: View, node: string, taken: ReadonlyMap<string, unknown>): readonly Completion[] {
  const { scope } = expectingAt(view, ["nodes", node, "input", "any"]);
  return [...(scope.channels ?? [])].filter((name) => !taken.has(name)).map((label) => ({ label, type: "input", detail: "new input", boost: -1 }));
}
