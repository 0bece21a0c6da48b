import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "@tanstack/react-router";
import { useSelection } from "../../selection/use-selection.tsx";
import { duration } from "../figures.ts";
import type { Plan, PlanTask } from "../model/plan.ts";
import { useRun } from "../session/use-session.ts";
import css from "./plan.module.css";
import { StateIcon } from "./state-icon.tsx";

/** The plans of the supervisors of the run that is shown, each task with how it stands. */
export function PlanList(): JSX.Element {
  useRun(({ tick }) => tick);
  const plans = useRun((view) => view.progress.plans);
  return (
    <>
      {[...plans].map(([owner, plan]) => (
        <PlanTable key={owner} owner={owner} plan={plan} />
      ))}
    </>
  );
}

function PlanTable({ owner, plan }: { readonly owner: string; readonly plan: Plan }): JSX.Element {
  const { t } = useTranslation("run");
  const done = plan.tasks.filter(({ state }) => state === "done").length;
  const revised = plan.revision - 1;
  return (
    <section className={css["plan"]}>
      <header>
        <h3>{owner}</h3>
        <small>{revised === 0 ? t("plan.made") : t("plan.revised", { count: revised })}</small>
        <b>{t("plan.count", { done, all: plan.tasks.length })}</b>
      </header>
      <div className={css["bar"]} aria-hidden="true">
        {(["done", "running", "waiting", "failed", "queued"] as const)
          .map((state) => ({ state, count: plan.tasks.filter((task) => task.state === state).length }))
          .filter(({ count }) => count > 0)
          .map(({ state, count }) => (
            <i key={state} data-state={state} style={{ flexGrow: count }} />
          ))}
      </div>
      <table aria-label={t("plan.table", { owner })}>
        <thead className="sr">
          <tr>
            <th>{t("plan.state")}</th>
            <th>{t("plan.task")}</th>
            <th>{t("plan.time")}</th>
          </tr>
        </thead>
        <tbody>
          {plan.tasks.map((task, index) => (
            <TaskRow key={task.id} task={task} number={index + 1} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function TaskRow({ task, number }: { readonly task: PlanTask; readonly number: number }): JSX.Element {
  const { t } = useTranslation("run");
  const selection = useSelection();
  const { state, worker, instruction, after, attempt, ms, problem, approval } = task;
  return (
    <tr data-state={state}>
      <td className={css["state"]}>
        <StateIcon state={state} />
        <span className="sr">{t(`plan.states.${state}`)}</span>
      </td>
      <td>
        <p>
          <span className={css["number"]}>{number}</span> {instruction === "" ? task.id : instruction}
        </p>
        <p className={css["who"]}>
          <button type="button" onClick={() => selection.reveal(worker)}>
            {worker}
          </button>
          {after.length > 0 && state === "queued" && ` · ${t("plan.after", { tasks: after.join(", ") })}`}
        </p>
        {problem !== undefined && (
          <p className={css["problem"]}>
            <b>{problem.layer}.</b> {problem.message}
          </p>
        )}
        {approval !== undefined && state === "waiting" && (
          <Link className={css["open"] ?? ""} to="/inbox/$approval" params={{ approval }}>
            {t("stopped.approval")}
          </Link>
        )}
      </td>
      <td className={css["time"]}>
        {attempt > 1 && t("plan.try", { attempt })} {ms !== undefined && duration(ms)}
      </td>
    </tr>
  );
}
