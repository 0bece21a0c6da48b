import { Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type JSX, type KeyboardEvent, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Scope, useFind } from "./find-state.ts";
import type { Found, Target } from "./found.ts";
import css from "./find.module.css";
import { useFound } from "./use-found.ts";

interface Props {
  readonly scope: Scope;
  readonly showKeys: () => void;
}

/** One line to type into, and what it finds: arrows choose, Enter goes there. */
export function FindDialog({ scope, showKeys }: Props): JSX.Element {
  const { t } = useTranslation("find");
  const find = useFind();
  const go = useGo(showKeys);
  const id = useId();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const found = useFound(scope, query);
  const current = found[Math.min(at, found.length - 1)];
  const option = (each: Found): string => `${id}-${each.id.replaceAll(/\W/g, "-")}`;
  const shown = current === undefined ? undefined : option(current);
  useEffect(() => {
    if (shown !== undefined) document.getElementById(shown)?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  const choose = ({ target }: Found): void => {
    setQuery("");
    setAt(0);
    go(target);
  };
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((Math.min(at, found.length - 1) + step + found.length) % Math.max(found.length, 1));
    else if (event.key === "Enter" && current !== undefined) choose(current);
    else return;
    event.preventDefault();
  };
  const name = scope.type === "uses" ? scope.of.name : "";
  return (
    <Modal
      opened
      onClose={find.close}
      withCloseButton={false}
      size={620}
      yOffset="12vh"
      centered={false}
      padding={0}
      title={t("title")}
      classNames={{ header: css["header"] ?? "" }}
    >
      <div className={css["line"]}>
        <Search size={15} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={shown}
          aria-label={t("label")}
          placeholder={t(`placeholder.${scope.type}`, { name })}
          value={query}
          onKeyDown={keys}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t("results", { count: found.length })} className={css["results"]}>
        {found.map((each, index) => (
          <div
            key={each.id}
            id={option(each)}
            role="option"
            aria-selected={each === current}
            className={css["result"]}
            onMouseMove={() => setAt(index)}
            onClick={() => choose(each)}
          >
            {each.group !== found[index - 1]?.group && <span className={css["group"]}>{t(`groups.${each.group}`)}</span>}
            <b>{each.title}</b>
            <span>{each.detail}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className={css["none"]} role="status">
          {scope.type === "uses" && query === "" ? t("unused", { name }) : t("none", { query })}
        </p>
      )}
    </Modal>
  );
}

/** Goes where a result leads. */
function useGo(showKeys: () => void): (target: Target) => void {
  const find = useFind();
  const navigate = useNavigate();
  const command = (name: string): void => {
    const { graph } = find.store.getState();
    find.close();
    if (name === "keys") showKeys();
    else if (name === "undo") graph?.document.undo();
    else if (name === "redo") graph?.document.redo();
    else if (name === "find") find.open({ type: "graph" });
    else if (name === "compare" && graph !== undefined) {
      void navigate({ to: "/g/$graph/diff/$range", params: { graph: graph.document.store.getState().id, range: "published..now" } });
    } else if (name.startsWith("go ")) void navigate({ to: name.slice(3) });
  };
  return (target) => {
    switch (target.type) {
      case "node":
        find.store.getState().graph?.selection.reveal(target.node);
        find.close();
        return;
      case "text": {
        const { graph } = find.store.getState();
        graph?.selection.reveal(target.node);
        graph?.openText(target.file, target);
        find.close();
        return;
      }
      case "uses":
        find.open({ type: "uses", of: target.of });
        return;
      case "graph":
        find.close();
        void navigate({ to: "/g/$graph", params: { graph: target.graph } });
        return;
      case "command":
        command(target.command);
        return;
      case "run":
        find.close();
        target.run();
        return;
      default:
        target satisfies never;
    }
  };
}
