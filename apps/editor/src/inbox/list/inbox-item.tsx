import { Link } from "@tanstack/react-router";
import { AlarmClock } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../api/approvals.ts";
import { Tile } from "../../elements/tile.tsx";
import { isUrgent } from "../spans.ts";
import { marksOf } from "../subject.ts";
import { useGraphTitle, useTexts } from "../use-texts.ts";
import { progressOf, rolesOf } from "./filter.ts";
import css from "./list.module.css";
import { marks as kindMarks } from "./mark.ts";

interface Props {
  readonly approval: Approval;
  readonly current: boolean;
  readonly now: number;
}

/** A review in the list: what, for whom, until when. */
export function InboxItem({ approval, current, now }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const { span, subject } = useTexts();
  const graphTitle = useGraphTitle();
  const { id, expiresAt, createdAt, actions, graph, kind, claim } = approval;
  const urgent = isUrgent(createdAt, expiresAt, now);
  const { done, all } = progressOf(approval);
  const [first] = actions;
  const marks = first === undefined ? "" : marksOf(first);
  return (
    <li>
      <Link to="/inbox/$approval" params={{ approval: id }} className={css["item"] ?? ""} aria-current={current ? "true" : undefined} data-approval={id}>
        <Tile appearance={kindMarks[kind]} size={22} />
        <span className={css["text"]}>
          <span className={css["line"]}>
            <b data-kind={kind}>{kind === "unknown-effect" ? t("subject.unknownShort") : subject(approval)}</b>
            <span className={css["until"]} data-urgent={urgent}>
              {urgent && <AlarmClock size={12} aria-hidden />}
              {expiresAt === undefined ? t("span.none") : span(Math.max(expiresAt - now, 0))}
            </span>
          </span>
          {marks !== "" && <span className={css["marks"]}>{marks}</span>}
          <span className={css["where"]}>
            <span>{graphTitle(graph)}</span>
            <span>{rolesOf(approval).join(", ")}</span>
            {all > 1 && <span className={css["chip"]}>{t("people.of", { done, all })}</span>}
            {claim !== undefined && <span>{claim.by}</span>}
          </span>
        </span>
      </Link>
    </li>
  );
}
