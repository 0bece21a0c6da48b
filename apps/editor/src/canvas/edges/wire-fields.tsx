import type { Wire } from "@baton/draw";
import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { type JSX, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { conditionOf, isRest } from "../../document/commands/conditions.ts";
import { authoredEdges, sameFrom } from "../../document/commands/edges.ts";
import { setInNode } from "../../document/commands/nodes.ts";
import { setBound, setEdgeNote } from "../../document/commands/wires.ts";
import { useChange } from "../../document/use-change.ts";
import { useDocumentState } from "../../document/use-document.tsx";
import { wireFrom } from "../gestures/use-connect.ts";
import css from "./line-bar.module.css";

/** A wire's condition, its bound and its remark. */
export function WireFields({ wire }: { readonly wire: Wire }): JSX.Element | undefined {
  const { t } = useTranslation("canvas");
  const change = useChange();
  const reading = useDocumentState((state) => state.shown);
  const from = wireFrom(wire);
  const edge = authoredEdges({ reading }).find((each) => sameFrom(each.from, from));
  if (edge === undefined || from.type === "start" || wire.beyond !== undefined) return undefined;
  const condition = conditionOf({ reading }, from.node, from.port);
  const targets = [
    ...(reading.graph?.nodes.keys() ?? []),
    ...[...(reading.graph?.outcomes.keys() ?? [])].map((outcome) => (outcome === "done" ? "end" : `end.${outcome}`)),
  ];
  return (
    <div className={css["fields"]}>
      {condition !== undefined && (
        <Kept
          label={t(`line.${condition.sort}`)}
          value={condition.text}
          mono={condition.sort === "when"}
          keep={(text) => change(t("gestures.condition"), (view) => setInNode(view, from.node, condition.path, text))}
        />
      )}
      {condition === undefined && isRest({ reading }, from.node, from.port) && <p>{t("line.rest")}</p>}
      <div className={css["row"]}>
        <NumberInput
          size="xs"
          label={t("line.max")}
          min={1}
          value={edge.max ?? ""}
          placeholder={t("line.unbounded")}
          onChange={(value) => {
            const max = typeof value === "number" && value >= 1 ? Math.floor(value) : undefined;
            change(t("gestures.bound"), (view) => setBound(view, from, { max, otherwise: max === undefined ? undefined : (edge.otherwise ?? "end") }), {
              key: `max ${wire.from}.${wire.port}`,
            });
          }}
        />
        {edge.max !== undefined && (
          <NativeSelect
            size="xs"
            label={t("line.otherwise")}
            value={edge.otherwise ?? ""}
            data={[...(edge.otherwise === undefined ? [""] : []), ...targets]}
            onChange={(event) => {
              const otherwise = event.currentTarget.value;
              change(t("gestures.bound"), (view) => setBound(view, from, { max: edge.max, otherwise: otherwise === "" ? undefined : otherwise }));
            }}
          />
        )}
      </div>
      <Kept label={t("line.note")} value={edge.note ?? ""} keep={(text) => change(t("gestures.edgeNote"), (view) => setEdgeNote(view, from, text))} />
    </div>
  );
}

interface KeptProps {
  readonly label: string;
  readonly value: string;
  readonly mono?: boolean;
  readonly keep: (text: string) => void;
}

/** A text that is kept when it is left, or with Enter: half of an expression is none. */
function Kept({ label, value, mono = false, keep }: KeptProps): JSX.Element {
  const [typed, setTyped] = useState<string>();
  const leave = (): void => {
    if (typed !== undefined && typed !== value) keep(typed);
    setTyped(undefined);
  };
  return (
    <TextInput
      size="xs"
      label={label}
      classNames={mono ? { input: css["mono"] ?? "" } : {}}
      value={typed ?? value}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event: KeyboardEvent) => event.key === "Enter" && leave()}
    />
  );
}
