import type { Appearance } from "@baton/core";

type Family = Appearance["family"];

/** A card's outline, which says its family without colour. */
export function outline(family: Family | undefined, width: number, height: number): string {
  switch (family) {
    case "think":
      return rounded(width, height, 15);
    case "act":
      return rounded(width, height, 3);
    case "elsewhere":
      return rounded(width, height, 7);
    case "guard":
      return cut(width, height, 10);
    case "flow":
      return `M9,0H${width - 9}L${width},23V${height - 23}L${width - 9},${height}H9L0,${height - 23}V23Z`;
    case undefined:
      return rounded(width, height, 8);
    default:
      return family satisfies never;
  }
}

/** The coloured mark behind a card's icon, 26 pixels wide, in its family's shape. */
export function tile(family: Family): string {
  switch (family) {
    case "think":
      return rounded(26, 26, 13);
    case "act":
      return rounded(26, 26, 3.6);
    case "elsewhere":
      return "M5.2,4.2H17.2A5.2,5.2 0 0 1 22.4,9.4V21.3A5.2,5.2 0 0 1 17.2,26.5H5.2A5.2,5.2 0 0 1 0,21.3V9.4A5.2,5.2 0 0 1 5.2,4.2Z";
    case "guard":
      return cut(26, 26, 7);
    case "flow":
      return "M13,-3.1L29.1,13L13,29.1L-3.1,13Z";
    default:
      return family satisfies never;
  }
}

function rounded(width: number, height: number, r: number): string {
  const corner = (x: number, y: number): string => `A${r},${r} 0 0 1 ${x},${y}`;
  return `M${r},0H${width - r}${corner(width, r)}V${height - r}${corner(width - r, height)}H${r}${corner(0, height - r)}V${r}${corner(r, 0)}Z`;
}

function cut(width: number, height: number, by: number): string {
  return `M${by},0H${width - by}L${width},${by}V${height - by}L${width - by},${height}H${by}L0,${height - by}V${by}Z`;
}

/** How far the right side of a card lies inside its width at a height: pointed sides slope. */
export function slope(family: Family | undefined, height: number, y: number): number {
  if (family !== "flow") return 0;
  const [top, bottom] = [23 - y, y - (height - 23)];
  return (Math.max(top, bottom, 0) * 9) / 23;
}
