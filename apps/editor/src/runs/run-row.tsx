import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { RunRecord } from "../api/runs.ts";
import { costText, duration, timeText } from "../run/figures.ts";
import { StatusChip } from "../run/panel/status-chip.tsx";
import css from "./runs.module.css";

interface Props {
  readonly run: RunRecord;
  readonly title: string;
  readonly picked: boolean;
  readonly pick: (on: boolean) => void;
}

/** One run of the list. */
export function RunRow({ run, title, picked, pick }: Props): JSX.Element {
  const { t, i18n } = useTranslation(["runs", "run"]);
  const { id, status, outcome, error, startedAt, endedAt, usage, draft, fork } = run;
  const layers = Object.entries(t("run:layers", { returnObjects: true }));
  const layer = layers.find(([name]) => name === error?.layer)?.[1];
  return (
    <tr>
      <td>
        <Checkbox size="xs" aria-label={t("pick", { id })} checked={picked} onChange={({ currentTarget }) => pick(currentTarget.checked)} />
      </td>
      <td>
        <Link to="/runs/$run" params={{ run: id }}>
          <b>{title}</b>
        </Link>{" "}
        <code>{id.slice(-6)}</code> {draft && <small>{t("draft")}</small>} {fork > 0 && <small>{t("fork", { count: fork })}</small>}
      </td>
      <td>
        <StatusChip status={status} />
      </td>
      <td className={css["outcome"]} data-failed={error !== undefined} title={error?.message}>
        {error === undefined ? (outcome ?? "") : `${layer ?? error.layer} · ${error.message}`}
      </td>
      <td>{timeText(startedAt, Date.now(), i18n.language)}</td>
      <td>{endedAt === undefined ? "" : duration(endedAt - startedAt)}</td>
      <td>{usage === undefined || usage.modelCalls === 0 ? "" : usage.modelCalls}</td>
      <td>{usage === undefined || usage.costUsd === 0 ? "" : costText(usage.costUsd)}</td>
    </tr>
  );
}
