import { type JSX, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import { Json } from "../../elements/json.tsx";
import { RunSessionContext, useRun } from "../../run/session/use-session.ts";
import { NodeRecord } from "../../timeline/node-record.tsx";
import type { Step } from "../../timeline/steps.ts";
import { useSteps } from "../../timeline/use-steps.ts";
import css from "./run.module.css";

interface Props {
  readonly node: string;
}

/** The state as the step found it when it last ran in the run that is shown. */
export function InputTab({ node }: Props): JSX.Element {
  return <OfRun>{() => <LastInput node={node} />}</OfRun>;
}

/** What the step gave when it last ran in the run that is shown. */
export function OutputTab({ node }: Props): JSX.Element {
  return <OfRun>{() => <LastOutput node={node} />}</OfRun>;
}

/** Every time the step worked in the run that is shown, and what it did last. */
export function HistoryTab({ node }: Props): JSX.Element {
  return <OfRun>{() => <Visits node={node} />}</OfRun>;
}

/** Where no run is shown there is nothing to tell of. */
function OfRun({ children }: { readonly children: () => ReactNode }): JSX.Element {
  const { t } = useTranslation("inspector");
  const session = useContext(RunSessionContext);
  return <div className={css["tab"]}>{session === undefined ? <p>{t("noRun")}</p> : <Shown>{children}</Shown>}</div>;
}

function Shown({ children }: { readonly children: () => ReactNode }): ReactNode {
  const { t } = useTranslation("inspector");
  const shown = useRun(({ run }) => run !== undefined);
  return shown ? children() : <p>{t("noRun")}</p>;
}

function useVisits(node: string): readonly Step[] {
  const { steps, current } = useSteps();
  return steps.filter(({ tasks, number }) => number <= (current?.number ?? Number.POSITIVE_INFINITY) && tasks.some((task) => task.node === node));
}

function LastInput({ node }: Props): JSX.Element {
  const { t } = useTranslation("inspector");
  const visits = useVisits(node);
  // A step of several parts was given what its first part found.
  const last = visits.findLast(({ tasks }) => tasks.some(({ name }) => name === node)) ?? visits.at(-1);
  return last === undefined ? <p>{t("notRun", { node })}</p> : <Json value={last.before} />;
}

function LastOutput({ node }: Props): JSX.Element {
  const { t } = useTranslation("inspector");
  const task = useVisits(node)
    .flatMap(({ tasks }) => tasks.filter((each) => each.node === node && each.state === "done"))
    .at(-1);
  return task === undefined ? <p>{t("notRun", { node })}</p> : <Json value={task.result} />;
}

function Visits({ node }: Props): JSX.Element {
  const { t } = useTranslation("inspector");
  const { look, current } = useSteps();
  const visits = useVisits(node);
  if (visits.length === 0) return <p>{t("notRun", { node })}</p>;
  return (
    <>
      <ol className={css["visits"]} aria-label={t("visits")}>
        {visits.map((step) => (
          <li key={step.number}>
            <button type="button" aria-current={step.number === current?.number ? "step" : undefined} onClick={() => look(step)}>
              <span>{t("step", { number: step.number })}</span>
              <code>
                {step.tasks
                  .filter((task) => task.node === node)
                  .map(({ name }) => name)
                  .join(", ")}
              </code>
              <time dateTime={new Date(step.at).toISOString()}>{new Date(step.at).toLocaleTimeString(undefined, { hour12: false })}</time>
            </button>
          </li>
        ))}
      </ol>
      <NodeRecord node={node} />
    </>
  );
}
