import { type Card, inlet, outline, roundedPath, slope, type Wire } from "@baton/draw";
import { type JSX, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Boxes, boxesOf } from "../canvas/edges/boxes.ts";
import { route } from "../canvas/edges/route.ts";
import type { Place } from "../document/commands/places.ts";
import { Tile } from "../elements/tile.tsx";
import css from "./drawing.module.css";
import type { Mark, Union } from "./union.ts";

const margin = 48;

/** Two versions in one drawing: added green with a plus, removed red and dotted, changed blue. */
export function Drawing({ union }: { readonly union: Union }): JSX.Element {
  const { t } = useTranslation("compare");
  const { scene, places, wires, nodes } = union;
  const boxes = useMemo(
    () =>
      [...places].flatMap(([id, at]) => {
        const card = scene.cards.get(id);
        return card === undefined ? [] : [{ id, ...at, width: card.width, height: card.height }];
      }),
    [places, scene],
  );
  const ground = useMemo(() => boxesOf(boxes), [boxes]);
  const [left, top] = [Math.min(0, ...boxes.map(({ x }) => x)) - margin, Math.min(0, ...boxes.map(({ y }) => y)) - margin];
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + margin;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + margin;
  return (
    <svg className={css["drawing"]} viewBox={`${left} ${top} ${right - left} ${bottom - top}`} role="img" aria-label={t("drawing")}>
      {wires.map(({ wire, mark }) => (
        <Line key={`${mark} ${wire.id}`} wire={wire} mark={mark} union={union} ground={ground} />
      ))}
      {[...scene.cards].map(([id, card]) => (
        <CardDrawing key={id} card={card} at={places.get(id) ?? { x: 0, y: 0 }} mark={nodes.get(id) ?? "same"} />
      ))}
    </svg>
  );
}

interface LineProps {
  readonly wire: Wire;
  readonly mark: Mark;
  readonly union: Union;
  readonly ground: Boxes;
}

function Line({ wire: { from, key, to }, mark, union: { scene, places }, ground }: LineProps): JSX.Element | undefined {
  const end = to.type === "node" ? places.get(to.node) : undefined;
  const card = from === undefined ? undefined : scene.cards.get(from);
  const begin = from === undefined ? undefined : places.get(from);
  if (end === undefined || card === undefined || begin === undefined) return undefined;
  const y = card.rows.find((row) => row.key === key)?.y ?? inlet;
  const start = { x: begin.x + card.width - slope(card.node.appearance?.family, card.height, y), y: begin.y + y };
  const target = { x: end.x, y: end.y + inlet };
  return (
    <g className={css["wire"]} data-mark={mark}>
      <path d={roundedPath(route(start, target, ground), 9)} />
      <path className={css["arrow"]} d={`M${target.x - 3},${target.y}l-6.8,-3.8v7.6z`} />
    </g>
  );
}

const signs: Readonly<Record<Mark, string>> = { added: "+", removed: "−", changed: "✎", moved: "↔", same: "" };

function CardDrawing({ card, at, mark }: { readonly card: Card; readonly at: Place; readonly mark: Mark }): JSX.Element {
  const { t } = useTranslation("compare");
  const { node, width, height, left, rows } = card;
  const label = mark === "same" ? "" : `${signs[mark]} ${t(`types.${mark}`)}`;
  return (
    <g transform={`translate(${at.x} ${at.y})`} className={css["card"]} data-mark={mark} data-family={node.appearance?.family ?? "none"}>
      <path d={outline(node.appearance?.family, width, height)} className={css["paper"]} />
      <svg x={left - 34} y={10} width={26} height={26} overflow="visible">
        <Tile appearance={node.appearance} />
      </svg>
      <svg x={left} width={Math.max(0, width - left - 6)} height={40}>
        <text y={20} className={css["name"]}>
          {node.title}
        </text>
        <text y={34} className={css["kind"]}>
          {node.subtitle}
        </text>
      </svg>
      {rows.map(
        (row) =>
          row.shown && (
            <text key={row.key} x={width - 12 - slope(node.appearance?.family, height, row.y)} y={row.y + 4} textAnchor="end" className={css["port"]}>
              {row.label}
            </text>
          ),
      )}
      {label !== "" && (
        <g transform="translate(8 -9)" className={css["badge"]}>
          <rect width={label.length * 6.4 + 12} height={18} rx={9} />
          <text x={8} y={13}>
            {label}
          </text>
        </g>
      )}
    </g>
  );
}
