import { Square } from "lucide-react";
import { type JSX, type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../document/use-document.tsx";
import { Tile } from "../../elements/tile.tsx";
import { kindItems, matching, type PaletteItem, toolItems } from "../../palette/items.ts";
import css from "./quick-add.module.css";

export type QuickChoice = { readonly type: "item"; readonly item: PaletteItem } | { readonly type: "end"; readonly outcome: string };

interface Props {
  /** Where it stands, from the canvas's upper left corner. */
  readonly at: { readonly x: number; readonly y: number };
  /** True where a wire waits to be led somewhere: the run's ends are offered too. */
  readonly ends: boolean;
  readonly choose: (choice: QuickChoice) => void;
  readonly close: () => void;
}

/** A small palette where the pointer is: type, arrows, Enter. */
export function QuickAdd({ at, ends, choose, close }: Props): JSX.Element {
  const { t } = useTranslation("canvas");
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const manifest = useDocumentState((state) => state.manifest);
  const outcomes = useDocumentState((state) => state.shown.graph?.outcomes);
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const choices = useMemo((): readonly QuickChoice[] => {
    const items = matching([...kindItems, ...toolItems(manifest)], typed).map((item): QuickChoice => ({ type: "item", item }));
    const wanted = typed.trim().toLowerCase();
    const all = ends
      ? [...(outcomes?.keys() ?? [])].filter((outcome) => `end ${outcome}`.includes(wanted)).map((outcome): QuickChoice => ({ type: "end", outcome }))
      : [];
    // Who types "end" means it, though kinds have it in their summaries.
    return wanted === "" ? [...items, ...all] : [...all, ...items];
  }, [manifest, typed, ends, outcomes]);
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
      aria-label={t("quickAdd.label")}
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
      <ul id={list} role="listbox" aria-label={t("quickAdd.label")}>
        {choices.map((choice, index) => (
          <li
            key={choice.type === "item" ? choice.item.id : `end ${choice.outcome}`}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={index === active ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            {choice.type === "item" ? <Tile appearance={choice.item.appearance} size={19} /> : <Square size={14} aria-hidden />}
            <span>{choice.type === "item" ? choice.item.label : t("quickAdd.end", { outcome: choice.outcome })}</span>
            {choice.type === "item" && choice.item.effect !== undefined && <small>{choice.item.effect}</small>}
          </li>
        ))}
        {choices.length === 0 && <li className={css["none"]}>{t("quickAdd.none")}</li>}
      </ul>
    </div>
  );
}
