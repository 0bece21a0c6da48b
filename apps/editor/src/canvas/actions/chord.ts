/** What somebody pressed, as actions name it: `x`, `mod+Shift+g`, `Alt+ArrowLeft`. Shift is named where it does not show in the key itself. */
export function chordOf(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}): string {
  const letter = event.key.length === 1;
  const key = letter ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (!letter || /[a-z]/.test(key));
  return [...(event.ctrlKey || event.metaKey ? ["mod"] : []), ...(event.altKey ? ["Alt"] : []), ...(shift ? ["Shift"] : []), key].join("+");
}

/** A chord as people read it on this machine: `Ctrl+Shift+G`. */
export function shownChord(chord: string, mod: string): string {
  const names: Readonly<Record<string, string>> = { mod, Delete: "Del", Backspace: "⌫", Enter: "↵", " ": "Space" };
  return chord
    .split("+")
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join("+");
}
