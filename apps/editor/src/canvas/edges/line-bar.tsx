import { ActionIcon } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useStore } from "@xyflow/react";
import { Plus, Trash2 } from "lucide-react";
import { type JSX, type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../document/use-document.tsx";
import { ProblemNote } from "../../inspector/problem-note.tsx";
import type { Action } from "../actions/acting.ts";
import { useEditing } from "../editing.ts";
import type { Scene } from "../scene/scene.ts";
import { HandoverFields } from "./handover-fields.tsx";
import css from "./line-bar.module.css";
import { WireFields } from "./wire-fields.tsx";

interface Props {
  /** The wire or other line that is selected. */
  readonly line: string;
  /** Its middle on the canvas. */
  readonly at: { readonly x: number; readonly y: number };
  readonly scene: Scene;
  readonly actions: readonly Action[];
  /** Gives the canvas the focus back. */
  readonly focus: () => void;
}

/** From the line, its width, and its padding with its border. */
const [gap, wide, rim] = [14, 252, 16];

/** Under a point of the canvas; over it where there is no room below, and never beyond its sides. */
function placeIn(
  room: { readonly width: number; readonly height: number },
  { x, y }: Props["at"],
  tall: number,
): { readonly left: number; readonly top: number } {
  const below = y + gap + tall <= room.height || y - gap < tall;
  return {
    left: Math.max(wide / 2 + 4, Math.min(x, room.width - wide / 2 - 4)),
    top: Math.max(4, below ? Math.min(y + gap, room.height - tall - 4) : y - gap - tall),
  };
}

/** What a selected line says, to be changed where it is: its condition, its bound, a remark; or who hands over to whom. */
export function LineBar({ line, at, scene, actions, focus }: Props): JSX.Element | undefined {
  const { t } = useTranslation("canvas");
  const [x, y, zoom] = useStore((state) => state.transform);
  const [width, height] = [useStore((state) => state.width), useStore((state) => state.height)];
  const box = useRef<HTMLDivElement>(null);
  const { ref: measured, height: inner } = useElementSize<HTMLDivElement>();
  const both = useMergedRef(box, measured);
  const [asked, done] = useEditing(line);
  const problems = useDocumentState((state) => state.problems);
  useEffect(() => {
    if (!asked) return;
    box.current?.querySelector<HTMLElement>("input, select, textarea, [role=switch], button")?.focus();
    done();
  });
  const wire = scene.picture.wires.find((each) => each.id === line);
  const relation = scene.relations.get(line);
  if (wire === undefined && relation === undefined) return undefined;
  const action = (id: string, icon: JSX.Element): JSX.Element | undefined => {
    const found = actions.find((each) => each.id === id && each.may);
    return found === undefined ? undefined : (
      <ActionIcon size={22} aria-label={found.label} title={found.label} onClick={found.run}>
        {icon}
      </ActionIcon>
    );
  };
  const keys = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === "Escape") focus();
  };
  const said =
    relation === undefined ? line.replace(" -> ", " → ").replace(" else ", ", then → ") : t(`line.${relation.type}`, { from: relation.from, to: relation.to });
  return (
    <div
      ref={both}
      className={css["bar"]}
      role="group"
      aria-label={t("line.label", { line: said })}
      style={placeIn({ width, height }, { x: at.x * zoom + x, y: at.y * zoom + y }, inner + rim)}
      onKeyDown={keys}
    >
      <header>
        <code>{said}</code>
        {action("insert", <Plus size={14} aria-hidden />)}
        {action("removeLine", <Trash2 size={14} aria-hidden />)}
      </header>
      {problems.map((problem, index) => problem.at.edge === line && <ProblemNote key={`${problem.code} ${index}`} problem={problem} />)}
      {wire !== undefined && <WireFields key={line} wire={wire} />}
      {relation?.type === "handover" && <HandoverFields {...relation} />}
    </div>
  );
}
