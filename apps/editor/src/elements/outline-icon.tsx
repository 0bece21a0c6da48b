import { iconPath } from "@baton/draw";
import type { JSX } from "react";

/** An icon that a kind or a fact names, by its lucide name. */
export function OutlineIcon({ name, size = 12 }: { readonly name: string; readonly size?: number }): JSX.Element {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={size < 14 ? 2 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={iconPath(name)} />
    </svg>
  );
}
