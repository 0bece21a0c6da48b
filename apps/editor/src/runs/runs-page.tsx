import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { GitCompareArrows } from "lucide-react";
import { type JSX, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { listen } from "../api/events.ts";
import { graphsQuery } from "../api/graphs.ts";
import { type RunFilter, type RunStatus, runsQuery } from "../api/runs.ts";
import { Message } from "../shell/message.tsx";
import { TopBar } from "../shell/top-bar.tsx";
import { RunRow } from "./run-row.tsx";
import css from "./runs.module.css";

const statuses = ["running", "interrupted", "done", "failed", "limit_reached", "cancelled"] as const satisfies readonly RunStatus[];

/** `/runs`: every run, how it stands and what it cost. */
export function RunsPage(): JSX.Element {
  const { t } = useTranslation(["runs", "elements", "run"]);
  const [filter, setFilter] = useState<RunFilter>({});
  const [picked, setPicked] = useState<readonly string[]>([]);
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery(runsQuery(filter));
  const { data: graphs = [] } = useQuery(graphsQuery);
  const navigate = useNavigate();
  useFreshRuns();
  useEffect(() => {
    document.title = t("page");
  }, [t]);
  const runs = data?.pages.flat() ?? [];
  const [one, other] = picked;
  const titles = new Map(graphs.map(({ id, title }) => [id, title]));
  const filtered = filter.graph !== undefined || filter.status !== undefined;
  return (
    <div className={css["page"]}>
      <TopBar
        actions={
          <Button
            leftSection={<GitCompareArrows size={14} aria-hidden />}
            disabled={one === undefined || other === undefined}
            title={t("compareHint")}
            onClick={() => one !== undefined && other !== undefined && void navigate({ to: "/runs/compare", search: { a: one, b: other } })}
          >
            {t("compare")}
          </Button>
        }
      >
        <h1 className={css["title"]}>{t("title")}</h1>
        <NativeSelect
          size="xs"
          aria-label={t("filter.graph")}
          data={[{ value: "", label: t("filter.allGraphs") }, ...graphs.map(({ id, title }) => ({ value: id, label: title }))]}
          value={filter.graph ?? ""}
          onChange={({ currentTarget: { value } }) => setFilter(({ graph: _graph, ...rest }) => (value === "" ? rest : { ...rest, graph: value }))}
        />
        <NativeSelect
          size="xs"
          aria-label={t("filter.status")}
          data={[{ value: "", label: t("filter.allStatuses") }, ...statuses.map((value) => ({ value, label: t(`run:status.${value}`) }))]}
          value={filter.status ?? ""}
          onChange={({ currentTarget: { value } }) =>
            setFilter(({ status: _status, ...rest }) => {
              const status = statuses.find((each) => each === value);
              return status === undefined ? rest : { ...rest, status };
            })
          }
        />
      </TopBar>
      <main className={css["main"]}>
        {error !== null && (
          <Message title={t("failed")} text={error.message}>
            <Button onClick={() => void refetch()}>{t("elements:retry")}</Button>
          </Message>
        )}
        {isPending && <div className={css["waiting"]} role="status" aria-label={t("title")} />}
        {data !== undefined && runs.length === 0 && !filtered && (
          <Message title={t("none.title")} text={t("none.text")}>
            <Button renderRoot={(props) => <Link to="/" {...props} />}>{t("none.graphs")}</Button>
          </Message>
        )}
        {data !== undefined && runs.length === 0 && filtered && <p className={css["none"]}>{t("noneFits")}</p>}
        {runs.length > 0 && (
          <table className={css["table"]}>
            <thead>
              <tr>
                <th>
                  <span className="sr">{t("columns.pick")}</span>
                </th>
                {(["graph", "status", "outcome", "started", "time", "calls", "cost"] as const).map((column) => (
                  <th key={column} scope="col" data-column={column}>
                    {t(`columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <RunRow
                  key={run.id}
                  run={run}
                  title={titles.get(run.graph) ?? run.graph}
                  picked={picked.includes(run.id)}
                  pick={(on) => setPicked((before) => (on ? [...before, run.id].slice(-2) : before.filter((id) => id !== run.id)))}
                />
              ))}
            </tbody>
          </table>
        )}
        {hasNextPage && (
          <div className={css["more"]}>
            <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t("more")}
            </Button>
          </div>
        )}
      </main>
    </div>
  );
}

/** Reads the list anew when the server tells of runs. */
function useFreshRuns(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      listen(({ type }) => {
        if (type === "run" || type === "ready") void client.invalidateQueries({ queryKey: ["runs", "list"] });
      }),
    [client],
  );
}
