/** Text with every run of white space as one space, so that a line break makes no difference. */
export function flat(text: string): string {
  return text.normalize("NFC").replaceAll(/\s+/g, " ").trim();
}

/** The sentences of Markdown prose, each flat; a row of a table is one. */
export function sentencesOf(text: string): readonly string[] {
  const blocks = text.split(/\n\s*\n|\n(?=\|)/);
  return blocks.flatMap((block) => flat(block).split(/(?<=[.!?]) (?=[^a-z])/)).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** True if the quote stands in the text word for word, whatever its line breaks. Half a word or half a number is no quote. */
export function holdsQuote(text: string, quote: string): boolean {
  const [source, wanted] = [flat(text), flat(quote)];
  if (wanted === "") return false;
  for (let at = source.indexOf(wanted); at >= 0; at = source.indexOf(wanted, at + 1)) {
    if (!runsOn(source.slice(0, at), wanted) && !runsOn(source.slice(0, at + wanted.length), source.slice(at + wanted.length))) return true;
  }
  return false;
}

/** True if a word or a number goes on from one text into the other. */
function runsOn(before: string, after: string): boolean {
  return (/[\p{L}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(after)) || (/\p{N}[.,]?$/u.test(before) && /^[.,]?\p{N}/u.test(after));
}

/** The numbers in a text, `1,254.50` as `1254.5`. */
export function figuresOf(text: string): readonly string[] {
  return [...new Set((text.match(/\p{N}+(?:[.,]\p{N}+)*/gu) ?? []).map((figure) => String(Number(figure.replaceAll(",", "")) || figure)))];
}
