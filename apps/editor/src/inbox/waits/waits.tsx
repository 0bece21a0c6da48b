import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RadioTower, Timer } from "lucide-react";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { sendEvent, type Wait } from "../../api/waits.ts";
import { readJson } from "../form/read-json.ts";
import { useGraphTitle, useTexts } from "../use-texts.ts";
import css from "./waits.module.css";

/** What no person decides: times that come, and events that somebody may send by hand. */
export function Waits({ waits, now }: { readonly waits: readonly Wait[]; readonly now: number }): JSX.Element {
  const { t } = useTranslation("inbox");
  if (waits.length === 0) return <p className={css["none"]}>{t("waits.none")}</p>;
  return (
    <ul className={css["waits"]} aria-label={t("waits.title")}>
      {waits.map((wait) => (
        <WaitItem key={wait.id} wait={wait} now={now} />
      ))}
    </ul>
  );
}

function WaitItem({ wait, now }: { readonly wait: Wait; readonly now: number }): JSX.Element {
  const { t } = useTranslation("inbox");
  const { time, span } = useTexts();
  const title = useGraphTitle();
  const [sending, setSending] = useState(false);
  const { event, wakeAt, expiresAt, match, openedAt } = wait;
  const Icon = event === undefined ? Timer : RadioTower;
  return (
    <li className={css["wait"]}>
      <Icon size={16} aria-hidden />
      <div>
        <b>{event === undefined ? t("waits.until", { time: time(wakeAt ?? now) }) : t("waits.event", { event })}</b>
        {Object.keys(match).length > 0 && <code>{t("waits.match", { match: JSON.stringify(match) })}</code>}
        <p>
          {title(wait.graph)} · {wait.node} · {t("ago", { span: span(now - openedAt) })}
          {expiresAt === undefined ? "" : ` · ${t("waits.before", { time: time(expiresAt) })}`}
        </p>
        {event !== undefined && !sending && (
          <Button size="compact-sm" onClick={() => setSending(true)}>
            {t("waits.send")}
          </Button>
        )}
        {event !== undefined && sending && <EventForm wait={wait} event={event} close={() => setSending(false)} />}
      </div>
    </li>
  );
}

function EventForm({ wait, event, close }: { readonly wait: Wait; readonly event: string; readonly close: () => void }): JSX.Element {
  const { t } = useTranslation("inbox");
  const client = useQueryClient();
  const [text, setText] = useState(() => JSON.stringify(wait.match, undefined, 2));
  const read = readJson(text);
  const {
    mutate,
    error,
    isPending,
    data: fits,
  } = useMutation({
    mutationFn: async () => (read.ok ? await sendEvent(wait.id, read.value) : undefined),
    onSuccess: async () => await client.invalidateQueries({ queryKey: ["waits"] }),
  });
  return (
    <div className={css["send"]}>
      <Textarea
        autosize
        minRows={3}
        label={t("waits.payload")}
        classNames={{ input: css["code"] ?? "" }}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        error={read.ok ? error?.message : t("edit.notJson", { message: read.message })}
      />
      <div>
        <Button size="compact-sm" variant="filled" disabled={!read.ok || isPending} onClick={() => mutate()}>
          {t("waits.sendNow", { event })}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={close}>
          {t("waits.cancel")}
        </Button>
        <span role="status">{fits === undefined ? "" : t(fits ? "waits.sent" : "waits.unfit")}</span>
      </div>
    </div>
  );
}
