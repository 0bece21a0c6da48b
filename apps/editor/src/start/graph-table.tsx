import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, TriangleAlert, Workflow } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { GraphEntry } from "../api/graphs.ts";
import css from "./start.module.css";

/** Every graph of the folder. */
export function GraphTable({ graphs }: { readonly graphs: readonly GraphEntry[] }): JSX.Element {
  const { t } = useTranslation("start");
  return (
    <section>
      <h2 className={css["heading"]}>
        {t("yours")} <small>{t("inFolder", { count: graphs.length })}</small>
      </h2>
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
              <span className={css["fact"]}>{graph.governed ? (graph.publishedHash === undefined ? "" : t("published")) : t("ungoverned")}</span>
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
  return (
    <span className={css["fact"]} data-worst={worst}>
      <Icon size={14} aria-hidden />
      {count === 0 ? t("clean") : t("problems", { count })}
    </span>
  );
}
