import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, CircleX, Clock, UserCheck } from "lucide-react";
import type { JSX, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Approval, Decision } from "../../api/approvals.ts";
import { mayRead, meQuery } from "../../api/me.ts";
import { runQuery } from "../../api/runs.ts";
import { mainAmount } from "../amount.ts";
import { useTexts } from "../use-texts.ts";
import css from "./review.module.css";

/** What the reader decided here a moment ago. */
export interface OwnDecision {
  readonly decisions: readonly (Decision | null)[];
  readonly of: Approval;
  /** False while others are still needed. */
  readonly settled: boolean;
}

interface Props {
  readonly approval: Approval;
  readonly own: OwnDecision | undefined;
  readonly onward: ReactNode;
}

/** What became of a review: who decided it and how, or why it counts no more, and how the run stands since. */
export function After({ approval, own, onward }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const me = useQuery(meQuery).data;
  const standing = useQuery({ ...runQuery(approval.run), enabled: mayRead(me) }).data;
  const open = approval.closed === undefined;
  const [title, Icon] = useTitle(approval, own);
  return (
    <section className={css["after"]} role="status" data-open={open}>
      <Icon size={18} aria-hidden />
      <div>
        <b>{title}</b>
        {open && <p>{t("after.partlyText")}</p>}
        {!open && own === undefined && <p>{approval.closed?.message}</p>}
        {!open && standing !== undefined && (
          <p>
            {standing.status === "done"
              ? t("after.run.done", { outcome: standing.outcome ?? "" })
              : standing.status === "failed"
                ? t("after.run.failed", { message: standing.error?.message ?? "" })
                : t(`after.run.${standing.status}`)}
          </p>
        )}
        <div className={css["onward"]}>
          {!open && mayRead(me) && (
            <Button renderRoot={(props) => <Link to="/runs/$run" params={{ run: approval.run }} {...props} />}>{t("after.openRun")}</Button>
          )}
          {onward}
        </div>
      </div>
    </section>
  );
}

function useTitle(approval: Approval, own: OwnDecision | undefined): readonly [string, typeof Check] {
  const { t } = useTranslation("inbox");
  const { subject, time } = useTexts();
  if (own !== undefined) {
    const { decisions, of } = own;
    if (!own.settled) return [t("after.partly"), UserCheck];
    const said = decisions.flatMap((each) => each ?? []);
    const edit = said.find((each) => each.type === "edit");
    const what = (edit === undefined ? undefined : mainAmount(edit.editedAction.args)) ?? subject(of);
    if (said.every(({ type }) => type === "reject")) return [t("after.rejected", { what }), CircleX];
    if (said.every(({ type }) => type === "respond")) return [t("after.answered", { what: subject(of) }), Check];
    return [t("after.approved", { what }), Check];
  }
  if (approval.status === "void") return [t("after.void"), CircleX];
  if (approval.closed?.code === "approval_expired") return [t("after.expired"), Clock];
  const last = approval.actions
    .flatMap(({ decisions = [] }) => decisions)
    .reduce<{ at: number; actor: string } | undefined>((latest, each) => (latest === undefined || each.at >= latest.at ? each : latest), undefined);
  return [last === undefined ? t("after.closed") : t("after.decided", { who: last.actor, time: time(last.at) }), UserCheck];
}
