/** A stretch of a text by offsets; `end` is after its last character. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A run of a scalar's value, and the run of the source it was written as. */
interface Piece {
  readonly value: Stretch;
  readonly source: Stretch;
}

/** What an escape of one letter means; every other stands for itself. */
const escapeLetters = "0abtnvferN_LP";
const escapeMeanings = "\0\u0007\b\t\n\v\f\u001b\r\u0085\u00a0\u2028\u2029";

// Line breaks with the spaces around them, spaces, and what stands for itself. Each takes all it can, so that reading stays linear.
const common = String.raw`[ \t]*\r?\n(?:[ \t]*\r?\n)*[ \t]*|[ \t]+|\r`;
const plainPiece = new RegExp(String.raw`${common}|[^ \t\r\n]+`, "y");
const singlePiece = new RegExp(String.raw`${common}|''|[^ \t\r\n']+`, "y");
const doublePiece = new RegExp(String.raw`${common}|\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|\r?\n[ \t]*|[^xuU\r\n])|[^ \t\r\n\\]+`, "y");

/**
 * Where a stretch of a text's value stands in the YAML source of that text (plain, quoted or block, from its first character to its last line);
 * undefined where the two cannot be aligned.
 */
export function sourceStretch(source: string, value: string, within: Stretch): Stretch | undefined {
  if (within.start < 0 || within.end < within.start || within.end > value.length) return undefined;
  const pieces = source.startsWith("|") || source.startsWith(">") ? blockPieces(source, value) : flowPieces(source, value);
  const first = pieces?.find((piece) => piece.value.end > within.start) ?? pieces?.at(-1);
  if (first === undefined) return undefined;
  const start = inSource(first, within.start, within.start < first.value.end ? first.source.start : first.source.end);
  if (within.end === within.start) return { start, end: start };
  const last = pieces?.find((piece) => piece.value.end >= within.end) ?? first;
  return { start, end: inSource(last, within.end, last.source.end) };
}

/** An offset inside a piece written as itself; any other has only a beginning and an end. */
function inSource({ value, source }: Piece, offset: number, otherwise: number): number {
  return value.end - value.start === source.end - source.start ? source.start + offset - value.start : otherwise;
}

function pieceOf(valueStart: number, valueLength: number, sourceStart: number, sourceLength: number): Piece {
  return { value: { start: valueStart, end: valueStart + valueLength }, source: { start: sourceStart, end: sourceStart + sourceLength } };
}

function flowPieces(source: string, value: string): readonly Piece[] | undefined {
  const mark = source.charAt(0);
  const quoted = mark === '"' || mark === "'";
  const pattern = mark === '"' ? doublePiece : quoted ? singlePiece : plainPiece;
  const written = quoted ? source.slice(0, -1) : source;
  const pieces: Piece[] = [];
  let given = 0;
  let at = quoted ? 1 : 0;
  while (at < written.length) {
    pattern.lastIndex = at;
    const run = pattern.exec(written)?.[0];
    if (run === undefined) return undefined;
    const meant = meaningOf(run, mark);
    if (!value.startsWith(meant, given)) return undefined;
    if (meant !== "") pieces.push(pieceOf(given, meant.length, at, run.length));
    given += meant.length;
    at += run.length;
  }
  return given === value.length ? pieces : undefined;
}

function meaningOf(run: string, mark: string): string {
  if (mark === "'" && run === "''") return "'";
  if (mark === '"' && run.startsWith("\\")) return unescaped(run);
  const breaks = run.split("\n").length - 1;
  return breaks === 0 ? run : breaks === 1 ? " " : "\n".repeat(breaks - 1);
}

function unescaped(run: string): string {
  if (run.includes("\n")) return "";
  const letter = run.charAt(1);
  if (run.length === 2) return escapeMeanings.charAt(escapeLetters.indexOf(letter)) || letter;
  const code = Number.parseInt(run.slice(2), 16);
  return code > 0x10ffff ? run : String.fromCodePoint(code);
}

/** Every line of a block is in the value as it is, without its indentation; between them stand line breaks, or one space where they are folded. */
function blockPieces(source: string, value: string): readonly Piece[] | undefined {
  const body = source.indexOf("\n") + 1;
  const first = /^(?: *\r?\n)*( *)[^ \r\n]/.exec(source.slice(body))?.[1];
  if (body === 0 || first === undefined) return undefined;
  // What the first line keeps of its spaces, the header's digit has left out of the indentation.
  const indent = first.length - (/^(?: *\n)*( *)/.exec(value)?.[1]?.length ?? 0);
  const pieces: Piece[] = [];
  let given = 0;
  let at = body;
  for (const line of source.slice(body).split("\n")) {
    const text = line.slice(Math.min(indent, / */y.exec(line)?.[0].length ?? 0)).replace(/\r$/, "");
    const from = at + line.replace(/\r$/, "").length - text.length;
    at += line.length + 1;
    if (text === "") continue;
    const before = given;
    while (value.charAt(given) === "\n") given += 1;
    if (given === before && pieces.length > 0) given += 1;
    if (!value.startsWith(text, given)) return undefined;
    if (given > before) pieces.push(pieceOf(before, given - before, pieces.at(-1)?.source.end ?? body, from - (pieces.at(-1)?.source.end ?? body)));
    pieces.push(pieceOf(given, text.length, from, text.length));
    given += text.length;
  }
  return /^\n*$/.test(value.slice(given)) ? pieces : undefined;
}
