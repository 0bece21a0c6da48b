import type { JSX } from "react";
import Markdown from "react-markdown";

/** A note's text. Pictures are not fetched: a note names nothing outside of its graph. */
export function NoteMarkdown({ text }: { readonly text: string }): JSX.Element {
  return (
    <Markdown
      disallowedElements={["img"]}
      components={{
        a: ({ href, children }) => (
          <a href={href} target="_blank" rel="noreferrer" className="nodrag">
            {children}
          </a>
        ),
      }}
    >
      {text}
    </Markdown>
  );
}
