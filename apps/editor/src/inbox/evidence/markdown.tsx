import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import ReactMarkdown from "react-markdown";
import css from "./evidence.module.css";

/** A text with marks, set. It may come from anybody: no HTML of its own, no pictures, and links only say where they lead. */
export function Markdown({ text }: { readonly text: string }): JSX.Element {
  const { t } = useTranslation("inbox");
  return (
    <div className={css["markdown"]}>
      <ReactMarkdown
        skipHtml
        disallowedElements={["img"]}
        components={{
          a: ({ href, children }) => <span title={t("evidence.link", { href: href ?? "" })}>{children}</span>,
          h1: ({ children }) => <h4>{children}</h4>,
          h2: ({ children }) => <h4>{children}</h4>,
          h3: ({ children }) => <h5>{children}</h5>,
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}
