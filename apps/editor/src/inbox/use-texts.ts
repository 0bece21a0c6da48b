import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Approval } from "../api/approvals.ts";
import { graphsQuery } from "../api/graphs.ts";
import { mayRead, meQuery } from "../api/me.ts";
import { type Span, spanOf } from "./spans.ts";
import { subjectOf } from "./subject.ts";

interface Texts {
  readonly span: (ms: number) => string;
  readonly time: (at: number) => string;
  readonly subject: (approval: Pick<Approval, "kind" | "actions" | "asker">) => string;
}

/** How spans, moments and reviews are called. */
export function useTexts(): Texts {
  const { t } = useTranslation("inbox");
  const spanText = ({ unit, count }: Span): string => (unit === "moments" ? t("span.moments") : t(`span.${unit}`, { count }));
  return {
    span: (ms) => spanText(spanOf(ms)),
    time: timeText,
    subject: (approval) => {
      const subject = subjectOf(approval);
      switch (subject.type) {
        case "call": {
          const { name, amount, more } = subject;
          const one = amount === undefined ? t("subject.call", { name }) : t("subject.callAmount", { name, amount });
          return more === 0 ? one : t("subject.more", { subject: one, count: more });
        }
        case "value":
          return t("subject.value", { name: subject.name });
        case "question":
          return t("subject.question", { text: subject.text });
        case "unknown":
          return t("subject.unknown", { name: subject.name });
        default:
          return subject satisfies never;
      }
    },
  };
}

/** Times of today as 09:04, others with their day. */
function timeText(at: number): string {
  const date = new Date(at);
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const today = date.toDateString() === new Date().toDateString();
  return date.toLocaleString("en-GB", today ? clock : { weekday: "short", day: "numeric", month: "short", ...clock });
}

/** A graph's title, for those who may read graphs; else its id. */
export function useGraphTitle(): (graph: string) => string {
  const me = useQuery(meQuery);
  const graphs = useQuery({ ...graphsQuery, enabled: mayRead(me.data) });
  return (graph) => graphs.data?.find(({ id }) => id === graph)?.title ?? graph;
}
