/** A piece of a Markdown page: a table, or everything between two tables. */
export type Piece =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

const line = /^\|.*\|\s*$/;
const rule = /^\|(?:\s*:?-+:?\s*\|)+\s*$/;

/** Takes tables out of a page: the Markdown of the library has none. */
export function piecesOf(page: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const lines = page.split("\n");
  let text: string[] = [];
  let at = 0;
  const flush = (): void => {
    if (text.length > 0) pieces.push({ type: "text", text: text.join("\n") });
    text = [];
  };
  while (at < lines.length) {
    const [head = "", below = ""] = lines.slice(at, at + 2);
    if (line.test(head) && rule.test(below)) {
      flush();
      const end = lines.findIndex((each, index) => index > at + 1 && !line.test(each));
      const rows = lines.slice(at + 2, end < 0 ? undefined : end);
      pieces.push({ type: "table", head: cells(head), rows: rows.map(cells) });
      at += 2 + rows.length;
    } else {
      text.push(head);
      at += 1;
    }
  }
  flush();
  return pieces;
}

function cells(row: string): readonly string[] {
  return row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}
