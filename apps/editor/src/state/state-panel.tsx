import { Button } from "@mantine/core";
import { ChevronRight, Plus } from "lucide-react";
import { type JSX, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../document/use-change.ts";
import { useDocument } from "../document/use-document.tsx";
import { ChannelForm } from "./channel-form.tsx";
import type { ChannelRow } from "./channels.ts";
import { addChannel } from "./commands.ts";
import { useHighlight } from "./highlight.ts";
import css from "./state.module.css";
import { TrustChip } from "./trust-chip.tsx";
import { useChannelRows } from "./use-channel-rows.ts";

/** The channels that steps share: what each is, who uses it, and everything that may be changed about it. */
export function StatePanel(): JSX.Element {
  const { t } = useTranslation("state");
  const rows = useChannelRows();
  const document = useDocument();
  const change = useChange();
  const highlight = useHighlight();
  const [open, setOpen] = useState<string>();
  useEffect(() => () => highlight.clear(), [highlight]);
  const add = (): void => {
    const { name, change: adding } = addChannel(document.store.getState());
    if (change(t("added"), () => adding)) setOpen(name);
  };
  return (
    <div className={css["panel"]}>
      <ul aria-label={t("label")}>
        {rows.map((row) => (
          <li
            key={row.name}
            onMouseEnter={() => highlight.show(row)}
            onMouseLeave={highlight.clear}
            onFocus={() => highlight.show(row)}
            onBlur={highlight.clear}
          >
            <ChannelButton row={row} open={open === row.name} toggle={() => setOpen(open === row.name ? undefined : row.name)} />
            {open === row.name && <ChannelForm row={row} renamed={setOpen} removed={() => setOpen(undefined)} />}
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p className={css["none"]}>{t("none")}</p>}
      <Button size="compact-sm" leftSection={<Plus size={13} aria-hidden />} onClick={add}>
        {t("add")}
      </Button>
    </div>
  );
}

function ChannelButton({ row, open, toggle }: { readonly row: ChannelRow; readonly open: boolean; readonly toggle: () => void }): JSX.Element {
  const { t } = useTranslation("state");
  const facts = [
    row.merge === "replace" || row.merge === "messages" ? undefined : row.merge,
    row.keep === "thread" ? t("thread") : undefined,
    row.isInput ? t("input") : undefined,
  ];
  return (
    <button type="button" className={css["channel"]} aria-expanded={open} onClick={toggle}>
      <ChevronRight size={12} aria-hidden />
      <code>{row.name}</code>
      <small>{[row.type, ...facts].filter((fact) => fact !== undefined).join(" · ")}</small>
      {(row.trust !== undefined || row.secrecy === "restricted") && (
        <span className={css["chips"]}>
          <TrustChip trust={row.trust} />
          {row.secrecy === "restricted" && <span className={css["chip"]}>{t("restricted")}</span>}
        </span>
      )}
    </button>
  );
}
