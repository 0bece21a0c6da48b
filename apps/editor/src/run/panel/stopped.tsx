import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Play, RotateCcw } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useSteps } from "../../timeline/use-steps.ts";
import type { RunError } from "../model/events.ts";
import { rolesOf } from "../session/pause.ts";
import { useRun } from "../session/use-session.ts";
import { useRunActs } from "../use-run-acts.ts";
import { AtLimit } from "./at-limit.tsx";
import { Failure } from "./failure.tsx";
import css from "./panel.module.css";
import { useStanding } from "./use-standing.ts";

/** What the run that is shown waits for, or why it ended, with the next thing to do. */
export function Stopped(): JSX.Element | undefined {
  const { t } = useTranslation("run");
  const standing = useStanding();
  const { approvals, next } = useRun(({ pause }) => pause);
  const record = useRun((view) => view.record);
  const problem = useRun((view) => view.problem);
  const { busy, goOn } = useRunActs();
  if (problem !== undefined) return <p role="alert">{t("stopped.lost", { message: problem })}</p>;
  switch (standing) {
    case "running":
      return record === undefined ? <p className={css["quiet"]}>{t("stopped.starting")}</p> : undefined;
    case "done":
      return <p>{t("stopped.done", { outcome: record?.outcome ?? "" })}</p>;
    case "interrupted":
      return approvals.length === 0 ? (
        <p>{t("stopped.event")}</p>
      ) : (
        <ul className={css["asked"]}>
          {approvals.map((approval) => {
            const roles = rolesOf(approval).join(", ");
            return (
              <li key={approval.id}>
                <span>
                  {roles === "" ? t("stopped.somebody") : t("stopped.people", { roles })} <code>{approval.actions.map(({ name }) => name).join(", ")}</code>
                </span>
                <Button variant="filled" size="compact-sm" renderRoot={(props) => <Link to="/inbox/$approval" params={{ approval: approval.id }} {...props} />}>
                  {t("stopped.approval")}
                </Button>
              </li>
            );
          })}
        </ul>
      );
    case "paused":
      return (
        <div className={css["act"]}>
          <p>{t("stopped.paused", { nodes: next.join(", ") })}</p>
          <Button size="compact-sm" loading={busy} leftSection={<Play size={13} aria-hidden />} onClick={() => void goOn()}>
            {t("goOn")}
          </Button>
        </div>
      );
    case "cancelled":
      return (
        <div className={css["act"]}>
          <p>{t("stopped.cancelled")}</p>
          {next.length > 0 && (
            <Button size="compact-sm" loading={busy} leftSection={<Play size={13} aria-hidden />} onClick={() => void goOn()}>
              {t("goOn")}
            </Button>
          )}
        </div>
      );
    case "limit_reached":
      return <AtLimit />;
    case "failed":
      return (
        <div className={css["failed"]}>
          {record?.error !== undefined && <Broken error={record.error} />}
          <Button size="compact-sm" loading={busy} leftSection={<RotateCcw size={13} aria-hidden />} onClick={() => void goOn()}>
            {t("tryAgain")}
          </Button>
        </div>
      );
    default:
      return standing satisfies never;
  }
}

/** Why the run ended, in the superstep that it did not come to the end of. */
function Broken({ error }: { readonly error: RunError }): JSX.Element {
  const last = useSteps().steps.at(-1);
  return <Failure error={error} superstep={last?.ended === false ? last.number : undefined} />;
}
