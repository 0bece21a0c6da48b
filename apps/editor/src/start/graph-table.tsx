import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, TriangleAlert, Workflow } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { GraphEntry } from "../api/graphs.ts";
import { newestRunsQuery } from "../api/runs-list.ts";
import { GraphRunCells } from "./graph-run-cells.tsx";
import { runsByGraph } from "./runs-by-graph.ts";
import css from "./graph-table.module.css";
import start from "./start.module.css";

/** Every graph of the folder, with how its last runs went. */
export function GraphTable({ graphs }: { readonly graphs: readonly GraphEntry[] }): JSX.Element {
  const { t } = useTranslation("start");
  const { data: runs = [] } = useQuery(newestRunsQuery);
  const byGraph = runsByGraph(runs);
  return (
    <section>
      <div className={start["heading"]}>
        <h2>
          {t("yours")} <small>{t("inFolder", { count: graphs.length })}</small>
        </h2>
        {runs.length > 0 && (
          <span className={css["legend"]}>
            {t("lastRuns")}
            {(["done", "waiting", "failed"] as const).map((state) => (
              <span key={state}>
                <i className={css["bar"]} data-state={state} /> {t(`states.${state}`)}
              </span>
            ))}
          </span>
        )}
      </div>
      <ul className={css["graphs"]}>
        {graphs.map((graph) => (
          <li key={graph.id}>
            <Link to="/g/$graph" params={{ graph: graph.id }}>
              <span className={css["icon"]}>
                <Workflow size={14} aria-hidden />
              </span>
              <span className={css["name"]}>
                <b>{graph.title}</b>
                <span>{graph.description}</span>
              </span>
              <Problems graph={graph} />
              <GraphRunCells runs={byGraph.get(graph.id)} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Problems({ graph }: { readonly graph: GraphEntry }): JSX.Element {
  const { t } = useTranslation("start");
  const { error, warning, advice } = graph.problems;
  const count = error + warning + advice;
  const worst = error > 0 ? "error" : count > 0 ? "warning" : "none";
  const Icon = { error: CircleX, warning: TriangleAlert, none: CircleCheck }[worst];
  if (!graph.governed) return <span className={css["fact"]}>{t("ungoverned")}</span>;
  return (
    <span className={css["fact"]} data-worst={worst}>
      <Icon size={14} aria-hidden />
      {count === 0 ? t("clean") : t("problems", { count })}
    </span>
  );
}
