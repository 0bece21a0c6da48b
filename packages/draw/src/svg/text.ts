/** Widths of characters in thousandths of the font's size, after Helvetica, near enough to every font of the stack. */
const widths: ReadonlyMap<string, number> = new Map(
  Object.entries({
    222: "ijl'|",
    278: " !,./:;I[]\\ft·",
    333: '()-r"`',
    500: "cksvxyzJ",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    944: "W%",
  }).flatMap(([width, characters]) => Array.from(characters, (character): [string, number] => [character, Number(width)])),
);

/** A font's size and how much wider than the table it runs. */
export interface Face {
  readonly size: number;
  readonly weight: 400 | 500 | 600;
}

const stretch = { 400: 1.06, 500: 1.06, 600: 1.05 } as const;

/** About how wide a text is, in pixels. */
export function textWidth(text: string, { size, weight }: Face): number {
  const thousandths = Array.from(text).reduce((sum, character) => sum + (widths.get(character) ?? widthOf(character)), 0);
  return (thousandths * size * stretch[weight]) / 1000;
}

/** Letters outside the table: marks take no room, ideographs and pictures a whole square. */
function widthOf(character: string): number {
  if (/\p{M}|\p{Cf}/u.test(character)) return 0;
  if (/\p{Extended_Pictographic}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u303f\uff00-\uffef]/u.test(character))
    return 1000;
  return /[a-z0-9_]/.test(character) ? 556 : 640;
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** A text on one line, cut with an ellipsis where it is wider than there is room. */
export function fitted(text: string, room: number, face: Face): string {
  const line = oneLine(text);
  if (textWidth(line, face) <= room) return line;
  const ellipsis = textWidth("…", face);
  let [kept, width] = ["", 0];
  for (const { segment } of segmenter.segment(line)) {
    width += textWidth(segment, face);
    if (width + ellipsis > room) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** A text without line breaks, control characters and halves of characters, none of which XML can hold. */
export function oneLine(text: string): string {
  // Joiners inside emoji and right-to-left marks are format characters (Cf), and stay.
  return text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}\ufffe\uffff]+/gu, " ")
    .trim();
}
