import type { JSX, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSelection } from "../../selection/use-selection.tsx";
import { nodeOfStep, type RunError } from "../model/events.ts";
import css from "./panel.module.css";

interface Props {
  readonly error: RunError;
  /** The superstep that it happened in, where the error itself does not say. */
  readonly superstep?: number | undefined;
}

/** Why something failed: which layer, where, at which attempt, and what to do about it. */
export function Failure({ error, superstep }: Props): JSX.Element {
  const { t, i18n } = useTranslation("run");
  const { layer, message, fix, node, agent, step = superstep, attempt, code } = error;
  const selection = useSelection();
  const layers = t("layers", { returnObjects: true });
  const known = Object.entries(layers).find(([name]) => name === layer)?.[1] ?? layer;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("failure.layer"), known],
    ...(agent === undefined ? [] : [[t("failure.agent"), <code key="agent">{agent}</code>] as const]),
    ...(node === undefined
      ? []
      : [
          [
            t("failure.node"),
            <button key="node" type="button" className={css["link"]} onClick={() => selection.reveal(nodeOfStep(node))}>
              {node}
            </button>,
          ] as const,
        ]),
    ...(step === undefined ? [] : [[t("failure.step"), step.toLocaleString(i18n.language)] as const]),
    ...(attempt === undefined ? [] : [[t("failure.attempt"), attempt.toLocaleString(i18n.language)] as const]),
    [t("failure.code"), <code key="code">{code}</code>],
  ];
  return (
    <div className={css["failure"]} role="group" aria-label={t("failure.title")}>
      <p>
        <b>{known}.</b> {message}
      </p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {fix !== undefined && (
        <p>
          {t("failure.fix")}: {fix}
        </p>
      )}
    </div>
  );
}
