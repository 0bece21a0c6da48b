import type { Card } from "@baton/draw";
import { outline } from "@baton/draw";
import type { Node, NodeProps } from "@xyflow/react";
import { type JSX, memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNodeRun, useRunShown } from "../../run-state/use-run-state.tsx";
import { Tile } from "../../elements/tile.tsx";
import { OutlineIcon } from "../../elements/outline-icon.tsx";
import { useDetail } from "../detail.ts";
import { useConnectState } from "../gestures/connecting.ts";
import { stateText } from "../state-text.ts";
import { useProblemsOf } from "../marks.ts";
import { useHighlightOf } from "../../state/highlight.ts";
import css from "./card.module.css";
import { CardBadges } from "./card-badges.tsx";
import { BreakMark } from "../../run/breakpoints/break-mark.tsx";
import { BriefMark } from "../../run/panel/brief-mark.tsx";
import { CardPorts } from "./card-ports.tsx";
import { FarCard } from "./far-card.tsx";

export type CardNodeType = Node<
  {
    readonly card: Card;
    readonly owned: boolean;
    /** Has a ring on its underside: wires to what it owns begin there, or a line to what it names. */
    readonly owner: "adopts" | "names" | undefined;
    /** Of a desk: it hands over to others of it. */
    readonly member: boolean;
    readonly locked: boolean;
  },
  "card"
>;

/** A node as the sheets show it: all of it near, tile and name from afar, an outline from very far. */
export const CardNode = memo(function CardNode({ data, selected }: NodeProps<CardNodeType>): JSX.Element {
  const { card, locked } = data;
  const { node, width } = card;
  const { t } = useTranslation("canvas");
  const detail = useDetail();
  const run = useNodeRun(node.id);
  const shown = useRunShown();
  const problems = useProblemsOf(node.id);
  const connect = useConnectState(node.id);
  const looked = useHighlightOf(node.id);
  const [over, setOver] = useState(false);
  const family = node.appearance?.family ?? "none";
  const labelled = selected || problems !== undefined || run?.state === "waiting";
  if (detail === "far") return <FarCard card={card} run={run} selected={selected} labelled={labelled} />;
  const figures = run !== undefined && detail === "near" && hasFigures(run);
  const height = card.height + (figures ? 18 : 0);
  const shape = outline(node.appearance?.family, width, height);
  return (
    <div
      className={css["card"]}
      id={`node-${node.id}`}
      role="group"
      aria-label={`${node.title}, ${node.subtitle}${run === undefined ? "" : `, ${stateText(t, run)}`}`}
      data-family={family}
      data-detail={detail}
      data-selected={selected}
      data-state={run?.state}
      data-run={shown ? "shown" : undefined}
      data-connect={connect?.type}
      data-channel={looked}
      style={{ width, height }}
      onPointerEnter={() => setOver(true)}
      onPointerLeave={() => setOver(false)}
    >
      <svg className={css["body"]} width={width} height={height} aria-hidden="true">
        {family === "elsewhere" && <path className={css["sheet"]} d={shape} transform="translate(4 -4)" />}
        {(run?.state === "running" || run?.state === "waiting") && <path className={css["halo"]} d={shape} />}
        <path className={css["paper"]} d={shape} data-unread={node.appearance === undefined} />
        {selected && <path className={css["ring"]} d={outline(node.appearance?.family, width + 8, height + 8)} transform="translate(-4 -4)" />}
      </svg>
      <div className={css["head"]} style={{ left: card.left - 34 }}>
        <Tile appearance={node.appearance} />
        <div className={css["titles"]}>
          <b>{node.title}</b>
          {detail === "near" && <span>{node.subtitle}</span>}
        </div>
      </div>
      {detail === "near" && card.chips.length > 0 && (
        <div className={css["chips"]} style={{ left: card.left - 34 }}>
          {card.chips.map((chip) => (
            <span key={chip.text} className={css["chip"]} data-alarm={chip.icon === "shield-alert"}>
              <OutlineIcon name={chip.icon} />
              <span>{chip.text}</span>
            </span>
          ))}
        </div>
      )}
      <BreakMark node={node.id} />
      {detail === "near" && <BriefMark node={node.id} />}
      <CardPorts {...data} detail={detail} looked={over || selected} />
      <CardBadges run={run} problems={problems} connect={connect} figures={figures} locked={locked} />
    </div>
  );
});

function hasFigures({ count, ms, tokens, costUsd }: NonNullable<ReturnType<typeof useNodeRun>>): boolean {
  return [count, ms, tokens, costUsd].some((figure) => figure !== undefined);
}
