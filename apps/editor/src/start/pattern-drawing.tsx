import type { JSX } from "react";
import css from "./patterns.module.css";

type Shape = "think" | "act" | "guard" | "flow" | "elsewhere";
type Mark = readonly [Shape, x: number, y: number];

interface Drawing {
  readonly marks: readonly Mark[];
  readonly lines: string;
  readonly style?: "owned" | "handoff";
}

/** Patterns that a server offers as templates, in the order of the page. */
export const patterns = ["supervisor", "specialists", "handoff", "sequence", "parallel", "hybrid"] as const;
export type Pattern = (typeof patterns)[number];

const fan = "M30 42c22 0 24 -22 46 -22M30 42h46M30 42c22 0 24 22 46 22";
const drawings: Readonly<Record<Pattern, Drawing>> = {
  supervisor: {
    marks: [
      ["think", 100, 22],
      ["think", 42, 60],
      ["think", 81, 60],
      ["elsewhere", 120, 60],
      ["act", 158, 60],
    ],
    lines: "M100 29v13M42 53v-11h116v11M81 53v-11M120 53v-11",
    style: "owned",
  },
  specialists: {
    marks: [
      ["think", 42, 42],
      ["think", 100, 22],
      ["think", 100, 42],
      ["think", 100, 62],
      ["act", 158, 42],
    ],
    lines: "M49 42c22 0 22 -20 44 -20M49 42h44M49 42c22 0 22 20 44 20M107 22c22 0 22 20 44 20M107 42h44M107 62c22 0 22 -20 44 -20",
  },
  handoff: {
    marks: [
      ["think", 42, 42],
      ["think", 100, 42],
      ["think", 158, 42],
    ],
    lines: "M49 42h44M107 42h44",
    style: "handoff",
  },
  sequence: {
    marks: [
      ["think", 30, 42],
      ["think", 77, 42],
      ["guard", 124, 42],
      ["act", 170, 42],
    ],
    lines: "M37 42h33M84 42h33M131 42h32",
  },
  parallel: {
    marks: [
      ["flow", 30, 42],
      ["think", 100, 20],
      ["think", 100, 42],
      ["think", 100, 64],
      ["flow", 170, 42],
    ],
    lines: `${fan.replaceAll("46", "62")}M108 20c30 0 32 22 56 22M108 42h55M108 64c30 0 32 -22 56 -22`,
  },
  hybrid: {
    marks: [
      ["flow", 30, 42],
      ["act", 84, 22],
      ["think", 84, 62],
      ["guard", 128, 62],
      ["act", 172, 42],
    ],
    lines: "M37 42c20 0 20 -20 40 -20M37 42c20 0 20 20 40 20M91 22c40 0 44 20 74 20M91 62h30M135 62c16 0 14 -20 30 -20",
  },
};

/** A pattern in a few marks. */
export function PatternDrawing({ pattern }: { readonly pattern: Pattern }): JSX.Element {
  const { marks, lines, style = "flow" } = drawings[pattern];
  return (
    <svg className={css["drawing"]} viewBox="0 0 200 84" aria-hidden="true">
      <path d={lines} className={css["line"]} data-style={style} />
      {style === "handoff" && <path d={lines} className={css["inner"]} />}
      {marks.map(([shape, x, y]) => (
        <path key={`${x} ${y}`} d={outlines[shape]} transform={`translate(${x} ${y})`} data-family={shape} className={css["mark"]} />
      ))}
    </svg>
  );
}

const outlines: Readonly<Record<Shape, string>> = {
  think: "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0",
  act: "M-6.5 -6.5h13v13h-13z",
  guard: "M-3 -7h6l4 4v6l-4 4h-6l-4 -4v-6z",
  flow: "M0 -8l8 8l-8 8l-8 -8z",
  elsewhere: "M-4 -8h12v12h-2M-7 -5h12v12h-12z",
};
