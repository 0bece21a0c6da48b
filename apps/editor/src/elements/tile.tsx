import type { Appearance } from "@baton/core";
import { iconPath, tile } from "@baton/draw";
import { type JSX, memo } from "react";
import css from "./tile.module.css";

/** A kind's mark: its family's shape with its icon. */
export const Tile = memo(function Tile({ appearance, size = 26 }: { readonly appearance: Appearance | undefined; readonly size?: number }): JSX.Element {
  const family = appearance?.family ?? "none";
  const [glyph, left, top] = family === "flow" ? [13, 6.5, 6.5] : family === "elsewhere" ? [14, 4.2, 8.3] : [15, 5.5, 5.5];
  return (
    <svg className={css["tile"]} data-family={family} width={size} height={size} viewBox="0 0 26 26" aria-hidden="true">
      {family === "elsewhere" && <rect className={css["sheet"]} x="5.2" y="-1" width="21.8" height="21.8" rx="5.2" />}
      {appearance !== undefined && <path className={css["shape"]} d={tile(appearance.family)} strokeLinejoin="round" />}
      <path className={css["glyph"]} d={iconPath(appearance?.icon ?? "circle-question-mark")} transform={`translate(${left} ${top}) scale(${glyph / 24})`} />
    </svg>
  );
});
