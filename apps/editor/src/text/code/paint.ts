import { syntaxTree } from "@codemirror/language";
import { type Extension, type Range, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { templateHoles } from "@baton/core";

/** A stretch of text and the class it is drawn with. */
export interface Stroke {
  readonly from: number;
  readonly to: number;
  readonly className: string;
}

/** Draws what a function finds in the lines that are in sight. */
export function painted(find: (view: EditorView, from: number, to: number) => readonly Stroke[]): Extension {
  const paint = (view: EditorView): DecorationSet => {
    const ranges: Range<Decoration>[] = view.visibleRanges.flatMap(({ from, to }) =>
      find(view, from, to).map((stroke) => Decoration.mark({ class: stroke.className }).range(stroke.from, stroke.to)),
    );
    const set = new RangeSetBuilder<Decoration>();
    for (const { from, to, value } of ranges.filter((range) => range.to > range.from).toSorted((one, other) => one.from - other.from)) set.add(from, to, value);
    return set.finish();
  };
  return ViewPlugin.define(
    (view) => {
      const plugin = {
        decorations: paint(view),
        update: ({ view: now, docChanged, viewportChanged, startState, state }: ViewUpdate) => {
          if (docChanged || viewportChanged || syntaxTree(startState) !== syntaxTree(state)) plugin.decorations = paint(now);
        },
      };
      return plugin;
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

/** Colours of YAML. */
export const yamlPaint = painted((view, from, to) => {
  const found: Stroke[] = [];
  syntaxTree(view.state).iterate({
    from,
    to,
    enter: (node) => {
      const className = yamlClass(node.name, () => view.state.sliceDoc(node.from, node.to));
      if (className !== undefined) found.push({ from: node.from, to: node.to, className });
      return node.name !== "Key";
    },
  });
  return found;
});

function yamlClass(name: string, text: () => string): string | undefined {
  switch (name) {
    case "Key":
      return "tok-key";
    case "Comment":
      return "tok-comment";
    case "QuotedLiteral":
      return "tok-string";
    case "Literal":
      return literalClass(text());
    default:
      return undefined;
  }
}

function literalClass(text: string): string | undefined {
  if (/^[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?[smhd]?$|^(?:true|false|null|~)$/.test(text)) return "tok-number";
  return /^[\w./-]+\.(?:json|md|ya?ml)(?:#\S*)?$|^list\(.*\)$/.test(text) ? "tok-path" : undefined;
}

/** Colours of a prompt: what a template fills in, headings, emphasis. */
export const promptPaint: Extension = [
  painted((view, from, to) => {
    const found: Stroke[] = [];
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: ({ name, from: start, to: end }) => {
        if (name.startsWith("ATXHeading")) found.push({ from: start, to: end, className: "tok-heading" });
        if (name === "StrongEmphasis") found.push({ from: start, to: end, className: "tok-strong" });
        if (name === "InlineCode") found.push({ from: start, to: end, className: "tok-function" });
      },
    });
    return found;
  }),
  painted((view) =>
    templateHoles(view.state.doc.toString()).map(({ start, end }) => ({
      from: start - 2,
      to: Math.min(end + 2, view.state.doc.length),
      className: "tok-hole",
    })),
  ),
];
