import type { PictureNode, PictureRow } from "../picture/picture.ts";
import type { Wire } from "../picture/wires.ts";
import { type Face, fitted, textWidth } from "./text.ts";

export const faces = {
  title: { size: 13, weight: 600 },
  small: { size: 11, weight: 400 },
  chip: { size: 11, weight: 500 },
} satisfies Record<string, Face>;

/** Height at which things come in, and go out of a card with one way out. */
export const inlet = 23;

/** A row of a card with the height of its port, and the outcome it ends in, if it does. */
export interface SizedRow extends PictureRow {
  readonly y: number;
  readonly shown: boolean;
  readonly stub: Stub | undefined;
}

/** The short way from a port to an outcome. */
export interface Stub {
  readonly wire: Wire;
  readonly text: string;
  readonly width: number;
}

/** A card with every size known before anything is drawn. */
export interface Card {
  readonly node: PictureNode;
  readonly width: number;
  readonly height: number;
  /** Room to the right of the card that its stubs take. */
  readonly stubs: number;
  /** Where text begins. */
  readonly left: number;
  readonly title: string;
  readonly subtitle: string;
  readonly chips: readonly { readonly icon: string; readonly text: string; readonly x: number; readonly width: number }[];
  readonly rows: readonly SizedRow[];
}

const [narrowest, widest, grid] = [112, 210, 4];

/** Measures a node's card: head, chips, a row for each port where there are several. */
export function cardOf(node: PictureNode, wires: readonly Wire[]): Card {
  const family = node.appearance?.family;
  const inset = family === "guard" || family === "flow" ? 13 : 9;
  const left = inset + 26 + 8;
  const shown = node.rows.length > 1 || node.rows.some((row) => !row.implied);
  const wanted = [
    left + textWidth(node.title, faces.title) + 8,
    left + textWidth(node.subtitle, faces.small) + 8,
    inset * 2 + node.facts.reduce((sum, fact) => sum + chipWidth(fact.text) + 4, -4),
    ...node.rows.map((row) => (shown ? inset + textWidth(row.label, faces.small) + 14 : 0)),
  ];
  const width = Math.ceil(Math.min(Math.max(narrowest, ...wanted), widest) / grid) * grid;
  const chips = chipsOf(node, inset, width - inset * 2);
  const head = 46 + (chips.length > 0 ? 22 : 0);
  const rows = node.rows.map((row, index): SizedRow => {
    const leaving = wires.filter((wire) => wire.from === node.id && wire.key === row.key);
    const [wire] = leaving;
    const stub = leaving.length === 1 && wire?.to.type === "outcome" ? stubOf(wire, wire.to.outcome, row.happy) : undefined;
    return { ...row, label: fitted(row.label, width - inset - 14, faces.small), y: shown ? head + 9 + 17 * index : inlet, shown, stub };
  });
  return {
    node,
    width,
    height: head + (shown ? 17 * rows.length + 5 : 0),
    stubs: Math.max(0, ...rows.map((row) => row.stub?.width ?? 0)),
    left,
    title: fitted(node.title, width - left - 6, faces.title),
    subtitle: fitted(node.subtitle, width - left - 6, faces.small),
    chips,
    rows,
  };
}

function chipWidth(text: string): number {
  return 5 + 12 + 4 + textWidth(text, faces.chip) + 5;
}

function chipsOf(node: PictureNode, x: number, room: number): Card["chips"] {
  const all = node.facts.reduce((sum, fact) => sum + chipWidth(fact.text) + 4, -4);
  const share = all <= room ? room : (room - 4 * (node.facts.length - 1)) / Math.max(node.facts.length, 1);
  let next = x;
  return node.facts.map(({ icon, text }) => {
    const shown = fitted(text, share - 26, faces.chip);
    const chip = { icon, text: shown, x: next, width: chipWidth(shown) };
    next += chip.width + 4;
    return chip;
  });
}

/** A happy end is a pill at the end of an arrow, any other a bar with the outcome's name behind it. */
function stubOf(wire: Wire, outcome: string, happy: boolean): Stub {
  const text = fitted(outcome, 120, faces.small);
  return { wire, text, width: (happy ? 22 + 22 + 8 : 18 + 6) + textWidth(text, faces.small) + 4 };
}

/** Room that an outcome takes where it stands by itself. */
export function outcomeWidth(text: string): number {
  return 22 + 8 + textWidth(text, faces.small);
}
