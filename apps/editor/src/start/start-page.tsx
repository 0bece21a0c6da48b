import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type JSX, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { graphsQuery, templatesQuery } from "../api/graphs.ts";
import { Message } from "../shell/message.tsx";
import { TopBar } from "../shell/top-bar.tsx";
import { GraphTable } from "./graph-table.tsx";
import { Hero } from "./hero.tsx";
import { Patterns } from "./patterns.tsx";
import { useMake } from "./use-make.ts";
import css from "./start.module.css";

/** `/`: what there is, and what to begin with. */
export function StartPage(): JSX.Element {
  const { t } = useTranslation(["start", "elements"]);
  const graphs = useQuery(graphsQuery);
  const templates = useQuery(templatesQuery);
  const { make, failed } = useMake();
  useEffect(() => {
    document.title = t("page");
  }, [t]);
  const first = graphs.data?.find((graph) => graph.governed && graph.problems.error === 0);
  return (
    <div className={css["page"]}>
      <TopBar
        actions={
          <Button leftSection={<Plus size={14} aria-hidden />} onClick={() => make()}>
            {t("make")}
          </Button>
        }
      >
        <h1 className={css["title"]}>{t("title")}</h1>
      </TopBar>
      <main className={css["main"]}>
        {graphs.error !== null && (
          <Message title={t("failed")} text={graphs.error.message}>
            <Button onClick={() => void graphs.refetch()}>{t("elements:retry")}</Button>
          </Message>
        )}
        {failed !== undefined && <p role="alert">{t("notMade", { message: failed })}</p>}
        {first !== undefined && <Hero graph={first} />}
        {templates.data !== undefined && templates.data.length > 0 && <Patterns templates={templates.data} make={make} />}
        {graphs.data !== undefined && graphs.data.length > 0 && <GraphTable graphs={graphs.data} />}
        {graphs.data?.length === 0 && <Message title={t("none.title")} text={t("none.text")} />}
        {graphs.isPending && <div className={css["waiting"]} role="status" aria-label={t("title")} />}
      </main>
    </div>
  );
}
