import { kinds } from "@baton/nodes";
import { useQuery } from "@tanstack/react-query";
import { Hand } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../api/approvals.ts";
import { mayRead, meQuery } from "../../api/me.ts";
import { runQuery } from "../../api/runs.ts";
import { Tile } from "../../elements/tile.tsx";
import css from "./side.module.css";
import { stepsOf } from "./steps.ts";

/** The nodes that ran before it asked, for those who may see runs. */
export function Trail({ approval }: { readonly approval: Approval }): JSX.Element | null {
  const { t } = useTranslation("inbox");
  const me = useQuery(meQuery).data;
  const { data } = useQuery({ ...runQuery(approval.run), enabled: mayRead(me) });
  if (data === undefined) return null;
  const { asker, node, closed } = approval;
  const steps = stepsOf(data);
  const waits = closed === undefined;
  return (
    <section className={css["trail"]} aria-label={t("trail.title")}>
      <h3>{t("trail.title")}</h3>
      <ol>
        {steps.map((step) => (
          <li key={step.node} data-now={waits && step.node === asker}>
            <Tile appearance={kinds.get(step.kind)?.appearance} size={15} />
            <span>{step.node}</span>
            {waits && step.node === asker ? (
              <em>
                <Hand size={12} aria-hidden />
                {t("trail.waiting")}
              </em>
            ) : (
              <small>{step.kind === "branch" || step.kind === "gate" ? step.port : timeText(step.ms)}</small>
            )}
          </li>
        ))}
        {waits && node !== asker && (
          <li data-next="true">
            <i />
            <span>{node}</span>
            <small>{t("trail.next")}</small>
          </li>
        )}
      </ol>
    </section>
  );
}

function timeText(ms: number | undefined): string {
  if (ms === undefined) return "";
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}
