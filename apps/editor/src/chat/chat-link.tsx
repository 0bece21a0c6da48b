import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../document/use-document.tsx";
import { chatShapeOf } from "./shape.ts";

/** The way from a graph that is a conversation to talking with it. */
export function ChatLink(): JSX.Element | null {
  const { t } = useTranslation("chat");
  const id = useDocumentState((state) => state.id);
  const talks = useDocumentState((state) => state.shown.graph !== undefined && chatShapeOf(state.shown.graph) !== undefined);
  if (!talks) return null;
  return (
    <Button
      leftSection={<MessagesSquare size={14} aria-hidden />}
      renderRoot={(props) => <Link to="/g/$graph/chat" params={{ graph: id }} search={{}} {...props} />}
    >
      {t("link")}
    </Button>
  );
}
