import { kinds } from "@baton/nodes";
import { Square } from "lucide-react";
import { type JSX, type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../document/use-document.tsx";
import { Tile } from "../../elements/tile.tsx";
import type { ConnectFrom } from "./connecting.ts";
import { type QuickChoice, quickChoices } from "./quick-choices.ts";
import css from "./quick-add.module.css";

interface Props {
  /** Where it stands, from the canvas's upper left corner. */
  readonly at: { readonly x: number; readonly y: number };
  /** What is being drawn, if something is: what fits it is offered. */
  readonly from: ConnectFrom | undefined;
  /** Nodes that it may lead to. */
  readonly targets: readonly string[];
  readonly label: string;
  readonly choose: (choice: QuickChoice) => void;
  readonly close: () => void;
}

/** A small palette where the pointer is: type, arrows, Enter. */
export function QuickAdd({ at, from, targets, label, choose, close }: Props): JSX.Element {
  const { t } = useTranslation("canvas");
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const manifest = useDocumentState((state) => state.manifest);
  const reading = useDocumentState((state) => state.shown);
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const choices = useMemo(() => quickChoices({ view: { manifest, reading }, from, targets, typed }), [manifest, reading, from, targets, typed]);
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setActive((now) => (now + step + choices.length) % Math.max(choices.length, 1));
    else if (event.key === "Enter") {
      const choice = choices[active];
      if (choice !== undefined) choose(choice);
    } else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className={css["quick"]}
      style={{ left: at.x, top: at.y }}
      role="dialog"
      aria-label={label}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || close()}
    >
      <input
        ref={field}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={`${list}-${active}`}
        aria-label={t("quickAdd.search")}
        placeholder={t("quickAdd.search")}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={keys}
      />
      <ul id={list} role="listbox" aria-label={label}>
        {choices.map((choice, index) => (
          <li
            key={keyOf(choice)}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={index === active ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            <Choice choice={choice} />
          </li>
        ))}
        {choices.length === 0 && <li className={css["none"]}>{t("quickAdd.none")}</li>}
      </ul>
    </div>
  );
}

function Choice({ choice }: { readonly choice: QuickChoice }): JSX.Element {
  const { t } = useTranslation("canvas");
  const node = useDocumentState((state) => (choice.type === "node" ? state.shown.graph?.nodes.get(choice.node) : undefined));
  switch (choice.type) {
    case "item":
      return (
        <>
          <Tile appearance={choice.item.appearance} size={19} />
          <span>{choice.item.label}</span>
          {choice.item.effect !== undefined && <small>{choice.item.effect}</small>}
        </>
      );
    case "node":
      return (
        <>
          <Tile appearance={kinds.get(node?.kind ?? "")?.appearance} size={19} />
          <span>{t("quickAdd.node", { node: node?.title ?? choice.node })}</span>
          <small>{choice.node}</small>
        </>
      );
    case "end":
      return (
        <>
          <Square size={14} aria-hidden />
          <span>{t(choice.fresh ? "quickAdd.newEnd" : "quickAdd.end", { outcome: choice.outcome })}</span>
        </>
      );
    default:
      return choice satisfies never;
  }
}

function keyOf(choice: QuickChoice): string {
  if (choice.type === "item") return choice.item.id;
  return choice.type === "node" ? `node ${choice.node}` : `end ${choice.outcome}`;
}
