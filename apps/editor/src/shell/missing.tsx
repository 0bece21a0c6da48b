import { Button } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { Message } from "./message.tsx";

/** Where no page stands. */
export function Missing(): JSX.Element {
  const { t } = useTranslation("shell");
  const path = useLocation({ select: ({ pathname }) => pathname });
  return (
    <Message title={t("missing.title")} text={t("missing.text", { path })}>
      <Button component={Link} to="/">
        {t("missing.back")}
      </Button>
    </Message>
  );
}
