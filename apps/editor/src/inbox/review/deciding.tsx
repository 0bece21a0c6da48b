import { Button } from "@mantine/core";
import { type JSX, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../api/approvals.ts";
import { Asked } from "./asked.tsx";
import type { OwnDecision } from "./after.tsx";
import { DecisionBar } from "./decision-bar.tsx";
import { decisionsOf, type Draft, isQuestion, noDraft } from "./draft.ts";
import css from "./review.module.css";
import { useDecide } from "./use-decide.ts";

interface Props {
  readonly approval: Approval;
  readonly head: ReactNode;
  readonly evidence: ReactNode;
  readonly side: ReactNode;
  /** What stands above what is asked: what the reader decided a moment ago. */
  readonly before: ReactNode;
  readonly as: string;
  readonly keys: boolean;
  readonly sent: (own: OwnDecision) => void;
}

/** An open review: its actions as they would be sent, and the bar that sends them. */
export function Deciding({ approval, head, evidence, side, before, as, keys, sent }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const [drafts, setDrafts] = useState<Readonly<Record<number, Draft>>>({});
  const [comment, setComment] = useState("");
  const draftOf = (index: number): Draft => drafts[index] ?? noDraft;
  const change = (index: number, part: Partial<Draft>): void => setDrafts((now) => ({ ...now, [index]: { ...(now[index] ?? noDraft), ...part } }));
  const { mutate, isPending, error, reset } = useDecide((own, after) => {
    setComment("");
    sent({ decisions: own.decisions, of: own.approval, settled: after.status !== "open" });
  });
  const { actions } = approval;
  // Whoever stands for somebody else is judged when they decide.
  const may = (index: number): boolean => actions[index]?.status === "open" && (actions[index].mine || as.trim() !== "");
  return (
    <>
      <div className={css["main"]}>
        {head}
        {before}
        {actions.map((action, index) => (
          <Asked
            key={index}
            approval={approval}
            action={action}
            draft={draftOf(index)}
            change={(part) => change(index, part)}
            may={may(index)}
            choosing={actions.length > 1 && !isQuestion(action)}
          />
        ))}
        {evidence}
      </div>
      <aside className={css["side"]}>{side}</aside>
      <footer className={css["bar"]} aria-label={t("decide.label")} role="group">
        {error !== null && (
          <p className={css["refused"]} role="alert">
            <span>
              <b>{t("decide.refused")}.</b> {error.message}
            </span>
            <Button size="compact-sm" variant="subtle" onClick={reset}>
              {t("decide.keep")}
            </Button>
          </p>
        )}
        <DecisionBar
          approval={approval}
          draftOf={draftOf}
          change={change}
          may={may}
          comment={comment}
          setComment={setComment}
          sending={isPending}
          keys={keys}
          send={(decisions) => mutate({ approval, decisions, as })}
          sendAll={() => mutate({ approval, decisions: decisionsOf(actions, draftOf, comment), as })}
        />
      </footer>
    </>
  );
}
