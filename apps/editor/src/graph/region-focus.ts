/** Where keys may be on a graph's page; elements say it in `data-region`. */
type Region = "drawer" | "canvas" | "inspector" | "dock";

const fields = "input, textarea, select, [contenteditable=true]";
const anything = "button:not([disabled]), a[href], [tabindex='0']";

/** Gives a region the focus: its first field, else the first thing that takes it. */
export function focusRegion(region: Region): void {
  const element = document.querySelector<HTMLElement>(`[data-region="${region}"]`);
  if (element === null) return;
  const inside = element.querySelector<HTMLElement>(fields) ?? element.querySelector<HTMLElement>(anything);
  (element.tabIndex >= 0 ? element : inside)?.focus({ preventScroll: true });
}

/** Gives the next region the focus, or the one before. */
export function focusNextRegion(step: 1 | -1): void {
  const shown = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  const now = shown.findIndex((element) => element.contains(document.activeElement));
  const next = shown[(now + step + shown.length) % Math.max(shown.length, 1)]?.dataset["region"];
  if (next === "drawer" || next === "canvas" || next === "inspector" || next === "dock") focusRegion(next);
}
