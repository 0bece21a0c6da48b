import { type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { ReadResult } from "@baton/core";

/** Where a node stands in the document's text. */
export interface NodeSpan {
  readonly node: string;
  readonly start: number;
  readonly end: number;
}

// A memo and nothing else: what was read is not changed, and every move of the cursor asks.
const known = new WeakMap<ReadResult, readonly NodeSpan[]>();

/** The nodes of a document in the order of its text. */
export function nodeSpans(read: ReadResult, nodes: Iterable<string>): readonly NodeSpan[] {
  const found = known.get(read);
  if (found !== undefined) return found;
  const [root] = read.sources.values();
  const spans = [...nodes].flatMap((node): readonly NodeSpan[] => {
    const key = root?.locate(["nodes", node], "key");
    const value = root?.locate(["nodes", node]);
    return key === undefined || value === undefined ? [] : [{ node, start: key.start, end: Math.max(key.end, value.end) }];
  });
  const sorted = spans.toSorted((one, other) => one.start - other.start);
  known.set(read, sorted);
  return sorted;
}

/** The node that a place of the text belongs to: from its line on, to its last. */
export function nodeAt(spans: readonly NodeSpan[], at: number): string | undefined {
  return spans.findLast(({ start, end }) => start <= at && at <= end)?.node;
}

const setLines = StateEffect.define<readonly NodeSpan[]>();

/** Marks the lines of nodes. */
export function markLines(view: EditorView, spans: readonly NodeSpan[]): void {
  view.dispatch({ effects: setLines.of(spans) });
}

/** The lines of the nodes that are selected, marked. */
export const nodeLines: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, { effects, changes, newDoc }) => {
    const set = effects.findLast((effect) => effect.is(setLines));
    if (set === undefined) return marks.map(changes);
    const ranges: Range<Decoration>[] = [];
    for (const { start, end } of set.value) {
      if (end > newDoc.length) continue;
      for (let line = newDoc.lineAt(start).number; line <= newDoc.lineAt(end).number; line += 1) {
        ranges.push(Decoration.line({ class: "cm-node-line" }).range(newDoc.line(line).from));
      }
    }
    return Decoration.set(ranges, true);
  },
  provide: (field) => EditorView.decorations.from(field),
});
