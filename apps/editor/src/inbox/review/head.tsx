import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useClipboard } from "@mantine/hooks";
import { AlarmClock, Link as LinkIcon } from "lucide-react";
import { type JSX, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../api/approvals.ts";
import { mayRead, meQuery } from "../../api/me.ts";
import { Tile } from "../../elements/tile.tsx";
import { marks } from "../list/mark.ts";
import { useNow } from "../use-inbox.ts";
import { useGraphTitle, useTexts } from "../use-texts.ts";
import css from "./review.module.css";

/** What is asked, where and by whom; it takes the focus when a review is opened, so that no key decides by accident. */
export function Head({ approval, inline }: { readonly approval: Approval; readonly inline: boolean }): JSX.Element {
  const { t } = useTranslation("inbox");
  const { subject, span } = useTexts();
  const title = useGraphTitle();
  const now = useNow();
  const clipboard = useClipboard({ timeout: 2000 });
  const reads = mayRead(useQuery(meQuery).data);
  const heading = useRef<HTMLHeadingElement>(null);
  const { id, graph, graphHash, asker, kind, actions, createdAt, requester, expiresAt, closed } = approval;
  useEffect(() => {
    if (!inline) heading.current?.focus({ preventScroll: true });
  }, [id, inline]);
  return (
    <header className={css["head"]}>
      <p className={css["source"]}>
        <Tile appearance={marks[kind]} size={18} />
        <code>{asker}</code>
        <span>·</span>
        <span>{title(graph)}</span>
        <code className={css["version"]}>{graphHash.replace("sha256-", "").slice(0, 6)}</code>
        {reads && (
          <>
            <span>·</span>
            <Link to="/runs/$run" params={{ run: approval.run }}>
              {t("head.run", { run: approval.run.slice(-4) })}
            </Link>
          </>
        )}
        {expiresAt !== undefined && closed === undefined && (
          <span className={css["left"]}>
            <AlarmClock size={13} aria-hidden />
            {span(Math.max(expiresAt - now, 0))}
          </span>
        )}
        {!inline && (
          <Button
            className={css["copy"] ?? ""}
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<LinkIcon size={13} aria-hidden />}
            onClick={() => clipboard.copy(`${window.location.origin}/inbox/${id}`)}
          >
            {t(clipboard.copied ? "head.copied" : "head.copy")}
          </Button>
        )}
      </p>
      <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
        {kind === "question" ? actions[0]?.description.trim() : subject(approval)}
      </h2>
      {kind !== "question" && <p>{actions[0]?.description}</p>}
      <p className={css["asked"]}>{t("head.asked", { ago: t("ago", { span: span(now - createdAt) }), who: requester })}</p>
    </header>
  );
}
