import { ArrowLeftRight } from "lucide-react";
import { Fragment, type JSX, lazy, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Review } from "../inbox/review/review.tsx";
import { Message as EmptyMessage } from "../shell/message.tsx";
import css from "./chat.module.css";
import type { HandOver, Live, Turn } from "./live.ts";
import type { Message } from "./thread.ts";

const Markdown = lazy(() => import("../inbox/evidence/markdown.tsx").then((module) => ({ default: module.Markdown })));

interface Props {
  readonly title: string;
  readonly messages: readonly Message[];
  readonly turns: readonly Turn[];
  /** The turn that is under way. */
  readonly live: Live | undefined;
  /** Reviews that hold it up. */
  readonly approvals: readonly string[];
  readonly problem: string | undefined;
}

/** What was said, who handed over to whom, and what is being said now. */
export function Talk({ title, messages, turns, live, approvals, problem }: Props): JSX.Element {
  const { t } = useTranslation("chat");
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [messages.length, live?.text, live?.handOvers.length, approvals.length]);
  const users = messages.flatMap(({ role }, index) => (role === "user" ? [index] : []));
  // The turn under way is not among those that are over, or not whole yet.
  const turnAt = (index: number): Turn | undefined => {
    const turn = users.filter((user) => user <= index).length - 1;
    return live !== undefined && turn === users.length - 1 ? undefined : turns[turn];
  };
  const answered = messages.at(-1)?.role !== "user";
  if (messages.length === 0 && live === undefined && problem === undefined) {
    return (
      <div className={css["talk"]}>
        <EmptyMessage title={t("empty.title")} text={t("empty.text", { title })} />
      </div>
    );
  }
  return (
    <div className={css["talk"]} tabIndex={0} role="log" aria-label={t("title")}>
      {messages.map((message, index) => (
        <Fragment key={message.id ?? index}>
          <Said
            who={message.role === "user" ? t("you") : (turnAt(index)?.speaker ?? live?.speaker ?? t("agent"))}
            own={message.role === "user"}
            text={message.content}
          />
          {message.role === "user" && <HandOvers list={turnAt(index)?.handOvers ?? []} />}
        </Fragment>
      ))}
      {live !== undefined && (
        <>
          <HandOvers list={live.handOvers} />
          {!answered && live.text !== "" && <Said who={live.speaker ?? t("agent")} own={false} text={live.text} />}
          {!answered && (
            <p className={css["busy"]} role="status">
              {live.speaker === undefined ? t("working") : t("busy", { who: live.speaker })}
            </p>
          )}
        </>
      )}
      {problem !== undefined && (
        <p className={css["problem"]} role="alert">
          {t("problem", { message: problem })}
        </p>
      )}
      {live === undefined && approvals.map((id) => <Review key={id} id={id} keys={false} inline />)}
      <div ref={end} />
    </div>
  );
}

function Said({ who, own, text }: { readonly who: string; readonly own: boolean; readonly text: string }): JSX.Element {
  return (
    <article className={css["said"]} data-own={own}>
      <b>{who}</b>
      {own ? (
        <div className={css["text"]}>{text}</div>
      ) : (
        <Suspense fallback={<div className={css["text"]}>{text}</div>}>
          <Markdown text={text} />
        </Suspense>
      )}
    </article>
  );
}

function HandOvers({ list }: { readonly list: readonly HandOver[] }): JSX.Element {
  const { t } = useTranslation("chat");
  return (
    <>
      {list.map(({ from, to, reason }, index) => (
        <p key={index} className={css["handed"]}>
          <ArrowLeftRight size={12} aria-hidden />
          {reason === "" ? t("handed", { from, to }) : t("handedWhy", { from, to, reason })}
        </p>
      ))}
    </>
  );
}
