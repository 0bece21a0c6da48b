import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../inbox/use-inbox.ts";
import { useTexts } from "../inbox/use-texts.ts";
import css from "./chat.module.css";
import { messagesIn, threadsQuery } from "./thread.ts";

interface Props {
  readonly graph: string;
  readonly channel: string;
  readonly current: string | undefined;
}

/** The conversations that there are, and a new one. */
export function ThreadList({ graph, channel, current }: Props): JSX.Element {
  const { t } = useTranslation("chat");
  const threads = useQuery(threadsQuery(graph)).data;
  const { span } = useTexts();
  const now = useNow();
  return (
    <nav className={css["threads"]} aria-label={t("threads")}>
      <div className={css["head"]}>
        <h2>{t("threads")}</h2>
        <Button
          size="compact-sm"
          leftSection={<Plus size={13} aria-hidden />}
          renderRoot={(props) => <Link to="/g/$graph/chat" params={{ graph }} search={{}} {...props} />}
        >
          {t("fresh")}
        </Button>
      </div>
      {threads?.length === 0 && <p className={css["none"]}>{t("none")}</p>}
      <ul>
        {threads?.map(({ id, status, updatedAt, values }) => (
          <li key={id}>
            <Link to="/g/$graph/chat" params={{ graph }} search={{ thread: id }} aria-current={id === current ? "true" : undefined}>
              <b>{messagesIn(values, channel).find(({ role }) => role === "user")?.content ?? t("fresh")}</b>
              <span>
                {span(Math.max(now - Date.parse(updatedAt), 0))}
                {status !== "idle" && <em data-status={status}>{t(`status.${status}`)}</em>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
