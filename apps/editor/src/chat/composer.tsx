import { Button, Textarea } from "@mantine/core";
import { SendHorizontal, Square } from "lucide-react";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./chat.module.css";

interface Props {
  readonly busy: boolean;
  /** Whether a review has to be decided before it can go on. */
  readonly waits: boolean;
  readonly send: (text: string) => void;
  readonly stop: () => void;
}

/** Where one writes. */
export function Composer({ busy, waits, send, stop }: Props): JSX.Element {
  const { t } = useTranslation("chat");
  const [text, setText] = useState("");
  const ready = text.trim() !== "" && !busy && !waits;
  const go = (): void => {
    if (!ready) return;
    send(text.trim());
    setText("");
  };
  return (
    <>
      <div className={css["composer"]}>
        <Textarea
          autosize
          autoFocus
          minRows={1}
          maxRows={8}
          aria-label={t("say")}
          placeholder={t("sayHint")}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            go();
          }}
        />
        {busy ? (
          <Button leftSection={<Square size={12} aria-hidden />} onClick={stop}>
            {t("stop")}
          </Button>
        ) : (
          <Button variant="filled" disabled={!ready} leftSection={<SendHorizontal size={14} aria-hidden />} onClick={go}>
            {t("send")}
          </Button>
        )}
      </div>
      {waits && !busy && <p className={css["waits"]}>{t("waits")}</p>}
    </>
  );
}
