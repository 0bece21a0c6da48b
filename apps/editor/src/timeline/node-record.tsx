import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { conversationsQuery, type Effect } from "../api/runs.ts";
import { Json } from "../elements/json.tsx";
import { costText, duration, tokensText } from "../run/figures.ts";
import { nodeOfStep } from "../run/model/events.ts";
import type { Call } from "../run/model/progress.ts";
import { Failure } from "../run/panel/failure.tsx";
import { useRun } from "../run/session/use-session.ts";
import css from "./node-record.module.css";
import { useSteps } from "./use-steps.ts";

/** What one node was given, what it did and what it gave, up to the step that is looked at. */
export function NodeRecord({ node }: { readonly node: string }): JSX.Element {
  const { t } = useTranslation("timeline");
  useRun(({ tick }) => tick);
  const until = useRun((view) => view.until) ?? Number.POSITIVE_INFINITY;
  const progress = useRun((view) => view.progress);
  const effects = useRun(({ record }) => record?.effects);
  const { steps } = useSteps();
  const worked = steps.filter(({ at, tasks }) => at <= until && tasks.some((task) => task.node === node));
  const last = worked.at(-1);
  const result = last?.tasks.find((task) => task.node === node)?.result;
  const input = worked.findLast(({ tasks }) => tasks.some((task) => task.name === node))?.before;
  const calls = progress.calls.filter((call) => call.node === node && call.at <= until);
  const failures = progress.failures.filter((failure) => failure.node === node && failure.at <= until);
  const brief = progress.briefs.findLast((sent) => sent.to === node && sent.at <= until);
  if (last === undefined && calls.length === 0 && failures.length === 0 && brief === undefined) return <p className={css["quiet"]}>{t("notRun", { node })}</p>;
  return (
    <div className={css["record"]}>
      {failures.map(({ at, error }) => (
        <Failure key={`${at} ${error.code}`} error={error} superstep={steps.find((step) => !step.ended || step.at >= at)?.number} />
      ))}
      {brief !== undefined && <Json name={t("input")} value={brief.brief.state} open />}
      {input !== undefined && <Json name={t("nodeInput")} value={input} open={false} />}
      {result !== undefined && result !== null && <Json name={t("nodeOutput")} value={result} />}
      {calls.length > 0 && (
        <ol className={css["calls"]} aria-label={t("calls")}>
          {calls.map((call, index) => (
            <CallLine key={`${call.at} ${index}`} call={call} effect={effects?.find((each) => isOf(each, call))} />
          ))}
        </ol>
      )}
      <Conversations node={node} />
    </div>
  );
}

/** The journal's row of a call: of the same tool, with the same arguments. */
function isOf(effect: Effect, call: Call): boolean {
  return (
    call.type === "tool.called" &&
    effect.tool === call.tool &&
    nodeOfStep(effect.node) === call.node &&
    JSON.stringify(effect.args) === JSON.stringify(call.args)
  );
}

function CallLine({ call, effect }: { readonly call: Call; readonly effect: Effect | undefined }): JSX.Element {
  const { t } = useTranslation("timeline");
  if (call.type === "model.called") {
    return (
      <li>
        <b>{call.model}</b> {t("turn", { turn: call.turn + 1, attempt: call.attempt })}{" "}
        <small>
          {duration(call.ms)} · {t("tokens", { input: tokensText(call.inputTokens), output: tokensText(call.outputTokens) })}
          {call.costUsd > 0 && ` · ${costText(call.costUsd)}`}
        </small>
      </li>
    );
  }
  return (
    <li>
      <b>{call.tool}</b> <small data-state={call.state}>{t("effect", { effect: call.effect, state: effect?.state ?? call.state })}</small>{" "}
      <small>{duration(call.ms)}</small>
      <Json name={t("args")} value={call.args} open={false} />
      {effect !== undefined && effect.result !== null && <Json name={t("result")} value={effect.result} open={false} />}
      {call.reason !== undefined && <p>{call.reason}</p>}
    </li>
  );
}

function Conversations({ node }: { readonly node: string }): JSX.Element | undefined {
  const { t } = useTranslation("timeline");
  const run = useRun((view) => view.run);
  const stops = useRun((view) => view.stops);
  const { data = [] } = useQuery({ ...conversationsQuery(run ?? "", stops), enabled: run !== undefined });
  const own = data.filter((conversation) => nodeOfStep(conversation.node) === node);
  if (own.length === 0) return undefined;
  return (
    <section className={css["said"]} aria-label={t("messages")}>
      <h4>{t("messages")}</h4>
      {own.map(({ scope, visit, messages }) => (
        <ol key={`${scope} ${visit}`}>
          {messages.map((message, index) => (
            <li key={`${message.call ?? message.role} ${index}`}>
              <b>{t(`roles.${roleOf(message.role)}`)}</b>
              {message.text !== "" && <p>{message.text}</p>}
              {message.calls.map((call) => (
                <Json key={call.id} name={call.name} value={call.args} open={false} />
              ))}
            </li>
          ))}
        </ol>
      ))}
    </section>
  );
}

function roleOf(role: string): "ai" | "tool" | "human" | "system" {
  return role === "ai" || role === "tool" || role === "human" ? role : "system";
}
