import { ActionIcon } from "@mantine/core";
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

/** What a selected line says, to be changed where it is: its condition, its bound, a remark; or who hands over to whom. */
export function LineBar({ line, at, scene, actions, focus }: Props): JSX.Element | undefined {
  const { t } = useTranslation("canvas");
  const [x, y, zoom] = useStore((state) => state.transform);
  const box = useRef<HTMLDivElement>(null);
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
      ref={box}
      className={css["bar"]}
      role="group"
      aria-label={t("line.label", { line: said })}
      style={{ left: at.x * zoom + x, top: at.y * zoom + y + 14 }}
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
