import { type Card, outline } from "@baton/draw";
import type { JSX } from "react";
import type { NodeRun } from "../../run-state/run-state.ts";
import css from "./card.module.css";

interface Props {
  readonly card: Card;
  readonly run: NodeRun | undefined;
  readonly selected: boolean;
  readonly labelled: boolean;
}

/** A node from very far: one outline and one mark. */
export function FarCard({ card: { node, width, height }, run, selected, labelled }: Props): JSX.Element {
  const family = node.appearance?.family ?? "none";
  return (
    <div className={css["far"]} id={`node-${node.id}`} data-family={family} data-state={run?.state} data-selected={selected} style={{ width, height }}>
      <svg className={css["body"]} width={width} height={height} aria-hidden="true">
        <path className={css["paper"]} d={outline(node.appearance?.family, width, height)} />
        <path className={css["mark"]} d={mark(family, height)} />
      </svg>
      {labelled && <b>{node.title}</b>}
    </div>
  );
}

function mark(family: NonNullable<Card["node"]["appearance"]>["family"] | "none", height: number): string {
  const y = Math.min(height / 2, 28);
  switch (family) {
    case "think":
      return `M14,${y}a10,10 0 1 0 20,0a10,10 0 1 0 -20,0`;
    case "guard":
      return `M16,${y - 10}h6v20h-6zM28,${y - 10}h6v20h-6z`;
    case "flow":
      return `M26,${y - 13}l13,13l-13,13l-13,-13z`;
    case "elsewhere":
      return `M18,${y - 12}h18v18h-18zM12,${y - 6}h18v18h-18z`;
    case "act":
    case "none":
      return `M14,${y - 10}h20v20h-20z`;
    default:
      return family satisfies never;
  }
}
