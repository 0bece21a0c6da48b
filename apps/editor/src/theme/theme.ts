import { components } from "./components.ts";
import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** A ten-step scale of `tokens.css`. */
function scale(name: string): MantineColorsTuple {
  const step = (index: number): string => `var(--b-${name}-${index})`;
  return [step(0), step(1), step(2), step(3), step(4), step(5), step(6), step(7), step(8), step(9)];
}

/** Mantine in the design's tokens; components take roles (`--b-*`) from CSS. */
export const theme = createTheme({
  colors: {
    // Mantine reads its dark surfaces and lines from this scale.
    dark: [
      "var(--b-text)",
      "var(--b-text-2)",
      "var(--b-text-3)",
      "var(--b-text-3)",
      "var(--b-line-2)",
      "var(--b-hover)",
      "var(--b-surface)",
      "var(--b-bg)",
      "var(--b-sunken)",
      "var(--b-canvas)",
    ],
    gray: scale("ink"),
    indigo: scale("indigo"),
    violet: scale("violet"),
    cyan: scale("azure"),
    orange: scale("ochre"),
    pink: scale("plum"),
    green: scale("green"),
    yellow: scale("amber"),
    red: scale("red"),
  },
  primaryColor: "indigo",
  primaryShade: { light: 6, dark: 6 },
  defaultRadius: "sm",
  respectReducedMotion: true,
  fontFamily: "var(--b-font)",
  fontFamilyMonospace: "var(--b-mono)",
  cursorType: "default",
  components,
});
