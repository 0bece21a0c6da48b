import { Button, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type JSX, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { BarProps } from "./decision-bar.tsx";
import { decisionsOf, isQuestion, isSendable } from "./draft.ts";
import css from "./review.module.css";

/** The bar of several actions: each has its own choice, and they are sent together. Keys go to the first that is open. */
export function ManyBar({ approval, draftOf, change, may, comment, setComment, sending, keys, sendAll }: BarProps): JSX.Element {
  const { t } = useTranslation("inbox");
  const field = useRef<HTMLInputElement>(null);
  const { actions } = approval;
  const decided = decisionsOf(actions, draftOf, comment).filter((each) => each !== null).length;
  const unfit = actions.some(
    (action, index) => (draftOf(index).choice === "approve" || draftOf(index).answer !== undefined) && !isSendable(action, draftOf(index)),
  );
  const open = actions.findIndex((action, index) => may(index) && !isQuestion(action) && draftOf(index).choice === undefined);
  const choose = (choice: "approve" | "reject"): void => {
    if (open >= 0 && actions[open]?.allowed.includes(choice) === true) change(open, { choice });
  };
  const ready = decided > 0 && !unfit && !sending;
  useHotkeys(
    keys
      ? [
          ["a", () => choose("approve")],
          ["r", () => choose("reject")],
          ["e", () => open >= 0 && actions[open]?.allowed.includes("edit") === true && change(open, { editing: true, choice: "approve" })],
          ["c", () => field.current?.focus()],
          ["mod+Enter", () => ready && sendAll()],
        ]
      : [],
  );
  return (
    <div className={css["buttons"]}>
      <TextInput
        ref={field}
        className={css["comment"] ?? ""}
        aria-label={t("decide.comment")}
        placeholder={t("decide.comment")}
        value={comment}
        onChange={({ currentTarget }) => setComment(currentTarget.value)}
      />
      {!ready && !sending && <p className={css["note"]}>{t(unfit ? "decide.invalid" : "decide.nothing")}</p>}
      <Button variant="filled" className={css["primary"] ?? ""} disabled={!ready} onClick={sendAll}>
        {sending ? t("decide.sending") : t("decide.some", { count: decided, all: actions.length })}
      </Button>
    </div>
  );
}
