import { kinds } from "@baton/nodes";
import { type JSX, type KeyboardEvent, memo, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../document/use-document.tsx";
import { Tile } from "../elements/tile.tsx";
import { duration } from "../run/figures.ts";
import { StateIcon } from "../run/panel/state-icon.tsx";
import { useRun } from "../run/session/use-session.ts";
import { useSelection } from "../selection/use-selection.tsx";
import { insideOf } from "./inside.ts";
import type { Step, StepTask } from "./steps.ts";
import css from "./grid.module.css";

interface Props {
  readonly steps: readonly Step[];
  readonly current: Step | undefined;
  readonly choose: (step: Step, node: string | undefined) => void;
}

const states = { done: "done", waiting: "waiting", failed: "failed", next: "queued" } as const;

/** A row for each node, a column for each superstep. One tab stop: arrows go from step to step. */
export function Grid({ steps, current, choose }: Props): JSX.Element {
  const { t } = useTranslation("timeline");
  const events = useRun((view) => view.events);
  const inside = useMemo(() => insideOf(steps, events), [steps, events]);
  const rows = [
    ...new Set(steps.flatMap(({ number, tasks }) => [...tasks.map(({ node }) => node), ...(inside.get(number) ?? []).map(({ task }) => task.node)])),
  ];
  const selection = useSelection();
  const box = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const [column, did] = ["[data-current='true']", "td[data-current='true'] button"].map((part) => box.current?.querySelector(part));
    (did ?? column)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  const begin = steps[0]?.at ?? 0;
  const keys = (event: KeyboardEvent): void => {
    const index = current === undefined ? steps.length - 1 : steps.indexOf(current);
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: steps.length - 1 }[event.key];
    const step = to === undefined ? undefined : steps[to];
    if (step === undefined) return;
    event.preventDefault();
    choose(step, undefined);
  };
  return (
    <table ref={box} className={css["grid"]} tabIndex={0} aria-label={t("grid")} onKeyDown={keys}>
      <thead>
        <tr>
          <th className={css["corner"]}>
            <span className="sr">{t("node")}</span>
          </th>
          {steps.map((step) => (
            <th key={step.number} data-current={step === current} scope="col">
              <button type="button" tabIndex={-1} aria-pressed={step === current} onClick={() => choose(step, undefined)}>
                <b>{step.number === 0 ? t("input") : step.number}</b>
                <i>{step.byHand ? t("byHand") : step.ended ? clock(step.at - begin) : t("now")}</i>
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((node) => (
          <tr key={node}>
            <RowName node={node} />
            {steps.map((step, index) => {
              const within = inside.get(step.number)?.find(({ task }) => task.node === node);
              const tasks = within === undefined ? step.tasks.filter((task) => task.node === node) : [within.task];
              const took = step.ended ? step.at - (steps[index - 1]?.at ?? step.at) : undefined;
              return (
                <td key={step.number} data-current={step === current}>
                  {tasks.length > 0 && (
                    <Bar
                      tasks={tasks}
                      ms={within === undefined ? took : within.ms}
                      choose={() => {
                        choose(step, node);
                        selection.select([node]);
                      }}
                    />
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const RowName = memo(function RowName({ node }: { readonly node: string }): JSX.Element {
  const kind = useDocumentState((state) => state.shown.nodes[node]?.["kind"]);
  return (
    <th scope="row">
      <span>
        <Tile appearance={typeof kind === "string" ? kinds.get(kind)?.appearance : undefined} size={14} />
        {node}
      </span>
    </th>
  );
});

function Bar({ tasks, ms, choose }: { readonly tasks: readonly StepTask[]; readonly ms: number | undefined; readonly choose: () => void }): JSX.Element {
  const { t } = useTranslation("timeline");
  const [first] = tasks;
  const state = tasks.find((task) => task.state !== "done")?.state ?? "done";
  const part = first?.name.slice(first.node.length + 1) ?? "";
  return (
    <button type="button" tabIndex={-1} className={css["bar"]} data-state={states[state]} onClick={choose}>
      <StateIcon state={states[state]} size={12} />
      <span>
        {part} {state === "done" ? (ms === undefined ? "" : duration(ms)) : t(`states.${state}`)}
      </span>
    </button>
  );
}

function clock(ms: number): string {
  return ms < 60_000 ? `+${duration(Math.max(0, ms))}` : duration(ms);
}
