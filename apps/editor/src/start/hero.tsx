import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type JSX, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { GraphEntry } from "../api/graphs.ts";
import css from "./start.module.css";

const GraphPreview = lazy(() => import("./graph-preview.tsx").then((module) => ({ default: module.GraphPreview })));

/** The first graph, ready to be opened, with its picture. */
export function Hero({ graph }: { readonly graph: GraphEntry }): JSX.Element {
  const { t } = useTranslation("start");
  return (
    <section className={css["hero"]}>
      <div className={css["pitch"]}>
        <h2>{graph.title}</h2>
        <p>{graph.description}</p>
        <div>
          <Button variant="filled" renderRoot={(props) => <Link to="/g/$graph" params={{ graph: graph.id }} {...props} />}>
            {t("open")}
          </Button>
        </div>
      </div>
      <div className={css["preview"]}>
        <Suspense>
          <GraphPreview id={graph.id} />
        </Suspense>
      </div>
    </section>
  );
}
