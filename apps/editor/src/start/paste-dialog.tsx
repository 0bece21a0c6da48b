import { Button, Modal } from "@mantine/core";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./start.module.css";

interface Props {
  readonly make: (document: string) => void;
  readonly close: () => void;
}

/** Takes a document that somebody brings. */
export function PasteDialog({ make, close }: Props): JSX.Element {
  const { t } = useTranslation("start");
  const [text, setText] = useState("");
  return (
    <Modal opened onClose={close} title={t("paste.title")} size="lg">
      <div className={css["dialog"]}>
        <p>{t("paste.text")}</p>
        <textarea
          className={css["yaml"]}
          data-autofocus
          aria-label={t("paste.label")}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button variant="filled" disabled={text.trim() === ""} onClick={() => make(text)}>
          {t("paste.make")}
        </Button>
      </div>
    </Modal>
  );
}
