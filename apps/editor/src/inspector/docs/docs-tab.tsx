import { kinds } from "@baton/nodes";
import { type JSX, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import { useDocumentState } from "../../document/use-document.tsx";
import css from "./docs.module.css";
import { type Piece, piecesOf } from "./tables.ts";

/** The pages of the built-in kinds, each loaded when it is shown. */
const pages = import.meta.glob<string>("../../../../../packages/nodes/src/*/docs.md", { query: "?raw", import: "default" });

/** What a kind's own page says of it. */
export function DocsTab({ node }: { readonly node: string }): JSX.Element {
  const { t } = useTranslation("inspector");
  const name = useDocumentState((state) => state.shown.nodes[node]?.["kind"]);
  const kind = kinds.get(typeof name === "string" ? name : "");
  const [page, setPage] = useState<string>();
  useEffect(() => {
    let left = false;
    const load = kind === undefined ? undefined : Object.entries(pages).find(([path]) => path.endsWith(`/${kind.type}/docs.md`))?.[1];
    setPage(undefined);
    void load?.().then((text) => !left && setPage(text));
    return () => {
      left = true;
    };
  }, [kind]);
  return (
    <article className={css["docs"]} tabIndex={0} aria-label={kind?.title} aria-busy={kind !== undefined && page === undefined}>
      {kind === undefined ? <p>{t("noDocs")}</p> : piecesOf(page ?? "").map((piece, index) => <PieceView key={index} piece={piece} />)}
    </article>
  );
}

/** Links of a page lead to files of the source, which are not here. */
const plainLinks = { a: "span", pre: ({ children }: { readonly children?: ReactNode }) => <pre tabIndex={0}>{children}</pre> } as const;
const inline = { a: "span", p: "span" } as const;

function PieceView({ piece }: { readonly piece: Piece }): JSX.Element {
  if (piece.type === "text") {
    return (
      <Markdown skipHtml components={plainLinks}>
        {piece.text}
      </Markdown>
    );
  }
  return (
    <table>
      <thead>
        <tr>
          {piece.head.map((cell) => (
            <th key={cell} scope="col">
              {cell}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {piece.rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column}>
                <Markdown skipHtml components={inline}>
                  {cell}
                </Markdown>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
