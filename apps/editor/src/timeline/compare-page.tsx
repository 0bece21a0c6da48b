import { Button } from "@mantine/core";
import { queryOptions, useQueries } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type JSX, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type ThreadState, readHistory } from "../api/history.ts";
import { readRun, type WholeRun } from "../api/runs.ts";
import { costText, duration, timeText, tokensText } from "../run/figures.ts";
import { branchOf, headOf } from "../run/model/branch.ts";
import { StatusChip } from "../run/panel/status-chip.tsx";
import { Message } from "../shell/message.tsx";
import { TopBar } from "../shell/top-bar.tsx";
import css from "./compare-page.module.css";
import { type Difference, differences } from "./diff.ts";
import { brief } from "./state-diff.tsx";
import { stepsOf } from "./steps.ts";

interface Side {
  readonly run: WholeRun;
  readonly values: ThreadState["values"];
  /** Nodes in the order in which they ran. */
  readonly path: readonly string[];
}

function sideQuery(id: string) {
  return queryOptions({
    queryKey: ["runs", "compared", id],
    queryFn: async ({ signal }): Promise<Side> => {
      const run = await readRun(id, signal);
      const states = await readHistory(run.thread, signal);
      const steps = stepsOf(branchOf(states, headOf(states, run.endedAt))).filter(({ ended }) => ended);
      return {
        run,
        values: steps.at(-1)?.after ?? {},
        path: steps.flatMap(({ tasks }) => tasks.filter(({ name, node }) => name === node).map(({ node }) => node)),
      };
    },
  });
}

/** `/runs/compare`: the ends of two runs side by side, with the values in which they differ. */
export function ComparePage(): JSX.Element {
  const { t } = useTranslation("timeline");
  const { a, b } = useSearch({ from: "/runs/compare" });
  const sides = useQueries({ queries: [sideQuery(a), sideQuery(b)] });
  useEffect(() => {
    document.title = t("compare.page");
  }, [t]);
  const [one, other] = sides.map(({ data }) => data);
  const failed = sides.find(({ error }) => error !== null)?.error;
  return (
    <div className={css["page"]}>
      <TopBar actions={<Button renderRoot={(props) => <Link to="/runs" {...props} />}>{t("compare.back")}</Button>}>
        <h1 className={css["title"]}>{t("compare.title")}</h1>
      </TopBar>
      <main className={css["main"]}>
        {failed !== undefined && failed !== null && <Message title={t("compare.failed")} text={failed.message} />}
        {one !== undefined && other !== undefined && (
          <>
            <Facts one={one} other={other} />
            <Values found={differences(one.values, other.values)} />
          </>
        )}
      </main>
    </div>
  );
}

function Facts({ one, other }: { readonly one: Side; readonly other: Side }): JSX.Element {
  const { t, i18n } = useTranslation("timeline");
  const rows: readonly (readonly [string, (side: Side) => JSX.Element | string])[] = [
    [t("compare.status"), ({ run }) => <StatusChip status={run.status} />],
    [t("compare.outcome"), ({ run }) => run.outcome ?? run.error?.message ?? ""],
    [t("compare.steps"), ({ path }) => path.join(" → ")],
    [t("compare.calls"), ({ run }) => String(run.usage?.modelCalls ?? 0)],
    [t("compare.tokens"), ({ run }) => tokensText(run.usage?.tokens ?? 0)],
    [t("compare.cost"), ({ run }) => (run.usage === undefined || run.usage.costUsd === 0 ? "" : costText(run.usage.costUsd))],
  ];
  return (
    <table className={css["table"]} aria-label={t("compare.facts")}>
      <thead>
        <tr>
          <th />
          {[one, other].map(({ run }) => (
            <th key={run.id} scope="col">
              <Link to="/runs/$run" params={{ run: run.id }}>
                {run.graph} <code>{run.id.slice(-6)}</code>
              </Link>
              <small>
                {timeText(run.startedAt, Date.now(), i18n.language)} {run.endedAt !== undefined && duration(run.endedAt - run.startedAt)}
              </small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, cell]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{cell(one)}</td>
            <td>{cell(other)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Values({ found }: { readonly found: readonly Difference[] }): JSX.Element {
  const { t } = useTranslation("timeline");
  return (
    <section>
      <h2>{found.length === 0 ? t("compare.same") : t("compare.differs", { count: found.length })}</h2>
      {found.length > 0 && (
        <table className={css["table"]}>
          <tbody>
            {found.map(({ path, before, after }) => (
              <tr key={path}>
                <th scope="row">
                  <code>{path}</code>
                </th>
                {[before, after].map((value, index) => (
                  <td key={index === 0 ? "one" : "other"}>{value === undefined ? <small>{t("compare.absent")}</small> : <code>{brief(value)}</code>}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
