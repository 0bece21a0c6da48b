import type { JsonObject } from "@baton/core";
import { Button, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import css from "./review.module.css";

export function useIsPhone(): boolean {
  return useMediaQuery("(max-width: 600px)", false, { getInitialValueInEffect: false });
}

interface Props {
  readonly amount: string;
  readonly name: string;
  readonly args: JsonObject;
  readonly close: () => void;
  readonly approve: () => void;
  readonly sending: boolean;
}

/** On a phone, moving money asks once more. */
export function AskOnce({ amount, name, args, close, approve, sending }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  return (
    <Modal opened onClose={close} title={t("decide.sure", { amount })}>
      <div className={css["once"]}>
        <p>{t("decide.sureText", { name })}</p>
        <pre>{JSON.stringify(args, undefined, 2)}</pre>
        <Button variant="filled" disabled={sending} onClick={approve}>
          {t("decide.approveAmount", { amount })}
        </Button>
        <Button onClick={close}>{t("decide.keep")}</Button>
      </div>
    </Modal>
  );
}
