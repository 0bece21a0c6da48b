import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { type JSX, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { GraphEntry } from "../api/graphs.ts";
import { useIdle } from "../elements/use-idle.ts";
import css from "./hero.module.css";

const GraphPreview = lazy(() => import("./graph-preview.tsx").then((module) => ({ default: module.GraphPreview })));

/** One graph, ready to be run, with its picture. */
export function Hero({ graph }: { readonly graph: GraphEntry }): JSX.Element {
  const { t } = useTranslation("start");
  // The reader of documents, which the picture takes, is larger than all the rest of this page.
  const idle = useIdle();
  const steps = t("steps", { returnObjects: true });
  return (
    <section className={css["hero"]}>
      <div className={css["pitch"]}>
        <h2>{graph.title}</h2>
        <p>{graph.description}</p>
        <div className={css["buttons"]}>
          <Button
            variant="filled"
            size="md"
            leftSection={<Play size={15} aria-hidden />}
            renderRoot={(props) => <Link to="/g/$graph" params={{ graph: graph.id }} hash="run" {...props} />}
          >
            {t("run")}
          </Button>
          <Button size="md" renderRoot={(props) => <Link to="/g/$graph" params={{ graph: graph.id }} {...props} />}>
            {t("open")}
          </Button>
        </div>
        <ol className={css["steps"]}>
          {steps.map((step, index) => (
            <li key={step}>
              <i>{index + 1}</i>
              {step}
            </li>
          ))}
        </ol>
      </div>
      <div className={css["preview"]}>
        <Suspense>{idle && <GraphPreview id={graph.id} />}</Suspense>
      </div>
    </section>
  );
}
