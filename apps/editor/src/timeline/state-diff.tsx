import { Button, SegmentedControl } from "@mantine/core";
import type { Json as JsonValue } from "@baton/core";
import { ArrowRight, GitFork, Hand } from "lucide-react";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { Json } from "../elements/json.tsx";
import { useRun } from "../run/session/use-session.ts";
import { differences } from "./diff.ts";
import { ForkForm } from "./fork-form.tsx";
import { NodeRecord } from "./node-record.tsx";
import css from "./state-diff.module.css";
import type { Step } from "./steps.ts";

type View = "diff" | "all" | "node" | "fork";
const mostLines = 200;

/** What a superstep made of the state, and what one may do from there. */
export function StateDiff({ step, node }: { readonly step: Step; readonly node: string | undefined }): JSX.Element {
  const { t } = useTranslation("timeline");
  const going = useRun(({ status }) => status === "running");
  const [view, setView] = useState<View>("diff");
  const shown = node !== undefined && view !== "fork" && view !== "all" ? "node" : view === "node" ? "diff" : view;
  const changed = differences(step.before, step.after);
  // What has not ended begins from the step before it.
  const kept = step.ended ? step.number : step.number - 1;
  const channels = new Set(changed.map(({ path }) => path.split(/[.[]/, 1)[0]));
  return (
    <section className={css["side"]} aria-label={t("state", { number: step.number })}>
      <header>
        <b>{step.number === 0 ? t("stateInput") : t(step.ended ? "state" : "open", { number: step.number })}</b>
        <small>{step.ended && step.number > 0 && t("changed", { count: channels.size, all: Object.keys(step.after).length })}</small>
        <SegmentedControl
          size="xs"
          aria-label={t("view")}
          data={[...(node === undefined ? [] : [{ value: "node", label: node }]), { value: "diff", label: t("diff") }, { value: "all", label: t("all") }]}
          value={shown === "fork" ? "" : shown}
          onChange={(next) => setView(next === "all" || next === "node" ? next : "diff")}
        />
        <Button size="compact-sm" disabled={going} leftSection={<GitFork size={13} aria-hidden />} onClick={() => setView(view === "fork" ? "diff" : "fork")}>
          {t("fork", { number: kept })}
        </Button>
      </header>
      {shown === "diff" && !step.ended && <Held />}
      {shown === "diff" && (
        <>
          {changed.length === 0 && <p className={css["quiet"]}>{t(step.ended ? "same" : "notEnded")}</p>}
          <dl className={css["lines"]}>
            {changed.slice(0, mostLines).map(({ path, before, after }) => (
              <div key={path}>
                <dt>
                  <code>{path}</code>
                </dt>
                <dd>
                  {before !== undefined && <del>{brief(before)}</del>}
                  {before !== undefined && after !== undefined && <ArrowRight size={12} aria-label={t("became")} />}
                  {after !== undefined && <ins>{before === undefined ? `+ ${brief(after)}` : brief(after)}</ins>}
                </dd>
              </div>
            ))}
          </dl>
          {changed.length > mostLines && <p className={css["quiet"]}>{t("more", { count: changed.length - mostLines })}</p>}
        </>
      )}
      {shown === "all" && (
        <div className={css["all"]}>
          {Object.entries(step.after).map(([name, value]) => (
            <Json key={name} name={name} value={value} open={false} />
          ))}
        </div>
      )}
      {shown === "node" && node !== undefined && (
        <div className={css["all"]}>
          <NodeRecord node={node} />
        </div>
      )}
      {shown === "fork" && <ForkForm key={step.number} step={step} number={kept} done={() => setView("diff")} />}
    </section>
  );
}

/** Calls that wait for people, as they will be made. */
function Held(): JSX.Element {
  const { t } = useTranslation("timeline");
  const approvals = useRun(({ pause }) => pause.approvals);
  return (
    <>
      {approvals.flatMap(({ id, actions }) =>
        actions.map(({ name, args, digest }) => (
          <div key={`${id} ${digest}`} className={css["held"]}>
            <Hand size={14} aria-hidden />
            <div>
              <code>{`${name}(${Object.entries(args)
                .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
                .join(", ")})`}</code>
              <p>{t("held")}</p>
            </div>
          </div>
        )),
      )}
    </>
  );
}

const mostText = 120;

/** A value in one line. */
export function brief(value: JsonValue): string {
  const text = typeof value === "string" ? `“${value}”` : JSON.stringify(value);
  return text.length > mostText ? `${text.slice(0, mostText)}…` : text;
}
