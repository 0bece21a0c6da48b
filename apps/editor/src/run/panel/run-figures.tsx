import { Bot, Clock, Coins, Hash } from "lucide-react";
import { type JSX, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../document/use-document.tsx";
import { costText, duration, tokensText } from "../figures.ts";
import { useRun } from "../session/use-session.ts";
import css from "./panel.module.css";

/** Time, calls, tokens and cost of the run that is shown; what is not known is left out. */
export function RunFigures(): JSX.Element {
  const { t } = useTranslation("run");
  // Drawn anew whenever events came.
  useRun(({ tick }) => tick);
  const progress = useRun((view) => view.progress);
  const drawn = useDocumentState((state) => state.shown.graph?.limits);
  const own = useRun(({ record }) => record?.limits);
  const limits = own ?? drawn;
  const calls = progress.calls.filter(({ type }) => type === "model.called").length;
  const sum = (of: "tokens" | "costUsd"): number => [...progress.nodes.values()].reduce((all, node) => all + node[of], 0);
  const [tokens, cost] = [sum("tokens"), sum("costUsd")];
  const elapsed = useElapsed();
  return (
    <span className={css["figures"]}>
      {elapsed !== undefined && (
        <span title={t("elapsed")}>
          <Clock size={13} aria-hidden /> {duration(elapsed)}
        </span>
      )}
      {calls > 0 && (
        <span>
          <Bot size={13} aria-hidden />{" "}
          {limits?.modelCalls === undefined ? t("calls", { count: calls }) : t("ofCalls", { used: calls, max: limits.modelCalls })}
        </span>
      )}
      {tokens > 0 && (
        <span>
          <Hash size={13} aria-hidden /> {t("tokens", { tokens: tokensText(tokens) })}
        </span>
      )}
      {cost > 0 && (
        <span>
          <Coins size={13} aria-hidden />{" "}
          {limits?.costUsd === undefined ? costText(cost) : t("ofCost", { used: costText(cost), max: costText(limits.costUsd) })}
        </span>
      )}
    </span>
  );
}

/** Milliseconds since it began, or until it ended. While it stands still, until it stopped. */
function useElapsed(): number | undefined {
  const began = useRun(({ record, events }) => record?.startedAt ?? events[0]?.at);
  const over = useRun(({ record, status, events }) => (status === "running" ? undefined : (record?.endedAt ?? events.at(-1)?.at)));
  const going = useRun(({ status }) => status === "running");
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!going) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [going]);
  return began === undefined ? undefined : Math.max(0, (over ?? now) - began);
}
