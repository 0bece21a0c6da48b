import { Popover } from "@mantine/core";
import { Mail } from "lucide-react";
import { createContext, type JSX, useContext } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { useNodeRun } from "../../run-state/use-run-state.tsx";
import { useRun } from "../session/use-session.ts";
import { BriefFacts } from "./brief-list.tsx";
import css from "./brief.module.css";

/** The step whose brief is read on the canvas. */
export const BriefReadContext = createContext(createStore<{ readonly node: string | undefined }>(() => ({ node: undefined })));

/** An envelope on a card that was told what to do: it opens what it was told last. The canvas is one stop of the Tab key, so keys open it by the menu. */
export function BriefMark({ node }: { readonly node: string }): JSX.Element | undefined {
  const briefs = useNodeRun(node)?.briefs;
  return briefs === undefined ? undefined : <Mark node={node} />;
}

function Mark({ node }: { readonly node: string }): JSX.Element {
  const { t } = useTranslation("run");
  const read = useContext(BriefReadContext);
  const opened = useStore(read, (state) => state.node === node);
  const close = (): void => read.setState({ node: undefined });
  return (
    <Popover opened={opened} onDismiss={close} position="right-start" width={320} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          tabIndex={-1}
          className={`nodrag nopan ${css["mark"] ?? ""}`}
          aria-label={t("briefs.to", { to: node })}
          title={t("briefs.read")}
          onClick={(event) => {
            event.stopPropagation();
            read.setState({ node: opened ? undefined : node });
          }}
        >
          <Mail size={12} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("briefs.to", { to: node })}>{opened && <Newest node={node} />}</Popover.Dropdown>
    </Popover>
  );
}

function Newest({ node }: { readonly node: string }): JSX.Element | undefined {
  const { t } = useTranslation("run");
  useRun(({ tick }) => tick);
  const briefs = useRun(({ progress }) => progress.briefs).filter(({ to }) => to === node);
  const newest = briefs.at(-1);
  if (newest === undefined) return undefined;
  return (
    <div className={css["card"]} tabIndex={0} data-autofocus>
      <header>
        <Mail size={14} aria-hidden />
        <b>{t("briefs.to", { to: node })}</b>
        <small>{t("briefs.from", { from: newest.from })}</small>
        {briefs.length > 1 && <small>{t("briefs.count", { count: briefs.length })}</small>}
      </header>
      <BriefFacts brief={newest.brief} />
    </div>
  );
}
