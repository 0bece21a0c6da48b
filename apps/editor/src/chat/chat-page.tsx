import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { type JSX, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphQuery } from "../api/graph.ts";
import { readMeaning } from "../document/reading.ts";
import { Message } from "../shell/message.tsx";
import { TopBar } from "../shell/top-bar.tsx";
import css from "./chat.module.css";
import { Conversation } from "./conversation.tsx";
import { chatShapeOf } from "./shape.ts";

/** `/g/:graph/chat`: a talk with a graph that keeps one. */
export function ChatPage(): JSX.Element {
  const { t } = useTranslation(["chat", "elements"]);
  const { graph: id } = useParams({ from: "/g/$graph/chat" });
  const { data, error, refetch } = useQuery(graphQuery(id));
  const graph = useMemo(() => (data === undefined ? undefined : readMeaning(data.files).graph), [data]);
  const shape = graph === undefined ? undefined : chatShapeOf(graph);
  const title = graph?.title ?? id;
  useEffect(() => {
    document.title = t("page", { title });
  }, [t, title]);
  return (
    <div className={css["page"]}>
      <TopBar>
        <div className={css["crumb"]}>
          <Link to="/">{t("graphs")}</Link>
          <span>/</span>
          <Workflow size={14} aria-hidden />
          <Link to="/g/$graph" params={{ graph: id }}>
            {title}
          </Link>
          <span>/</span>
          <h1>{t("title")}</h1>
        </div>
      </TopBar>
      {error !== null && data === undefined ? (
        <Message title={t("failed")} text={error.message}>
          <Button onClick={() => void refetch()}>{t("elements:retry")}</Button>
        </Message>
      ) : graph === undefined ? (
        <div role="status" aria-label={t("title")} />
      ) : shape === undefined ? (
        <Message title={t("not.title", { title })} text={t("not.text")}>
          <Button renderRoot={(props) => <Link to="/g/$graph" params={{ graph: id }} {...props} />}>{t("not.back")}</Button>
        </Message>
      ) : (
        <Conversation graph={graph} shape={shape} />
      )}
    </div>
  );
}
