import { Button, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type JSX, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approval, Decision } from "../../api/approvals.ts";
import { mainAmount } from "../amount.ts";
import { approval as approvalOf, argsOf, type Draft, isEdited, isQuestion, isSendable, rejection } from "./draft.ts";
import css from "./review.module.css";
import { AskOnce, useIsPhone } from "./ask-once.tsx";
import { ManyBar } from "./many-bar.tsx";
import { yesOrNo } from "./yes-or-no.ts";

export interface BarProps {
  readonly approval: Approval;
  readonly draftOf: (index: number) => Draft;
  readonly change: (index: number, part: Partial<Draft>) => void;
  readonly may: (index: number) => boolean;
  readonly comment: string;
  readonly setComment: (comment: string) => void;
  readonly sending: boolean;
  readonly keys: boolean;
  readonly send: (decisions: readonly (Decision | null)[]) => void;
  readonly sendAll: () => void;
}

/** Where it is decided: every button says what it does. */
export function DecisionBar(props: BarProps): JSX.Element {
  return props.approval.actions.length === 1 ? <OneBar {...props} /> : <ManyBar {...props} />;
}

/** The bar of a single action: one key, one decision. */
function OneBar({ approval, draftOf, change, may, comment, setComment, sending, keys, send }: BarProps): JSX.Element | null {
  const { t } = useTranslation("inbox");
  const [rejecting, setRejecting] = useState(false);
  const [asking, setAsking] = useState(false);
  const [commenting, setCommenting] = useState(false);
  const phone = useIsPhone();
  const field = useRef<HTMLInputElement>(null);
  const [action] = approval.actions;
  const draft = draftOf(0);
  const able = may(0) && !sending;
  const allowed = (type: Decision["type"]): boolean => action?.allowed.includes(type) === true && may(0);
  const focus = (): void => field.current?.focus();
  const approve = (): void => {
    if (action === undefined || !able || !isSendable(action, draft)) return;
    if (phone && !asking && amount !== undefined) setAsking(true);
    else send([approvalOf(action, draft, comment)]);
  };
  const reject = (): void => {
    setRejecting(true);
    focus();
  };
  const edit = (): void => change(0, { editing: !draft.editing });
  useHotkeys(
    keys
      ? [
          ["a", () => allowed("approve") && approve()],
          // An answer may be valid while it is not yet meant: it takes more than a letter.
          ["mod+Enter", () => allowed("respond") && approve(), { preventDefault: true }],
          ["e", () => allowed("edit") && edit()],
          ["r", () => allowed("reject") && reject()],
          ["c", focus],
        ]
      : [],
  );
  if (action === undefined) return null;
  const args = argsOf(action, draft);
  const amount = approval.kind === "call" ? mainAmount(args) : undefined;
  const what = amount ?? action.name;
  if (!may(0)) return <p className={css["may-not"]}>{action.why ?? ""}</p>;
  const outcomes = approval.kind === "unknown-effect" ? yesOrNo(action) : undefined;
  return (
    <div className={css["buttons"]} data-rejecting={rejecting}>
      {(!phone || rejecting || commenting) && (
        <TextInput
          ref={field}
          autoFocus={phone}
          className={css["comment"] ?? ""}
          aria-label={t(rejecting ? "decide.rejectWhy" : "decide.comment")}
          placeholder={t(rejecting ? "decide.rejectWhy" : "decide.comment")}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              setRejecting(false);
              event.currentTarget.blur();
            }
            if (event.key === "Enter" && rejecting && able) send([rejection(comment)]);
          }}
        />
      )}
      {rejecting ? (
        <>
          <Button variant="subtle" onClick={() => setRejecting(false)}>
            {t("decide.keep")}
          </Button>
          <Button className={css["reject"] ?? ""} disabled={sending} onClick={() => send([rejection(comment)])}>
            {t("decide.rejectNow", { what })} <kbd>↵</kbd>
          </Button>
        </>
      ) : (
        <>
          {allowed("reject") && (
            <Button variant="subtle" className={css["reject"] ?? ""} onClick={reject}>
              {t("decide.reject")} <kbd>R</kbd>
            </Button>
          )}
          {allowed("edit") && (
            <Button aria-pressed={draft.editing} onClick={edit}>
              {t(draft.editing ? "edit.done" : "decide.edit")} <kbd>E</kbd>
            </Button>
          )}
          {phone && !commenting && <Button onClick={() => setCommenting(true)}>{t("decide.commentShort")}</Button>}
          {outcomes?.map(({ happened, decision }) => (
            <Button key={String(happened)} disabled={sending} onClick={() => send([decision])}>
              {t(happened ? "decide.happened" : "decide.not")}
            </Button>
          ))}
          {outcomes === undefined && (
            <Button variant="filled" className={css["primary"] ?? ""} disabled={!able || !isSendable(action, draft)} onClick={approve}>
              {primaryText()} <kbd>{isQuestion(action) ? "↵" : "A"}</kbd>
            </Button>
          )}
        </>
      )}
      {!rejecting && !isSendable(action, draft) && outcomes === undefined && (
        <p className={css["note"]}>{t(isQuestion(action) ? "decide.invalidAnswer" : "decide.invalid")}</p>
      )}
      {phone && amount !== undefined && <p className={css["note"]}>{t("decide.once")}</p>}
      {asking && amount !== undefined && (
        <AskOnce
          amount={amount}
          name={action.name}
          args={args}
          close={() => setAsking(false)}
          approve={() => (setAsking(false), approve())}
          sending={sending}
        />
      )}
    </div>
  );

  function primaryText(): string {
    if (sending) return t("decide.sending");
    if (action === undefined || isQuestion(action)) return t("decide.answer");
    if (amount !== undefined) return t("decide.approveAmount", { amount });
    if (approval.kind === "value") return t("decide.approveValue");
    return t(isEdited(action, draft) ? "decide.approveEdit" : "decide.approveCall", { name: action.name });
  }
}
