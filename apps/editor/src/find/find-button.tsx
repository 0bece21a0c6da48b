import { useHotkeys } from "@mantine/hooks";
import { Search } from "lucide-react";
import { type JSX, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useDocument } from "../document/use-document.tsx";
import { modKey } from "../keys/keymap.ts";
import { useSelection } from "../selection/use-selection.tsx";
import css from "./find.module.css";
import { useFind } from "./find-state.ts";

/** Opens the line to look for something from a graph's page, and lets the graph be looked through while it is open. */
export function FindButton(): JSX.Element {
  const { t } = useTranslation("find");
  const find = useFind();
  const document = useDocument();
  const selection = useSelection();
  useEffect(() => find.offer({ document, selection }), [find, document, selection]);
  // So that it is there where the server is gone.
  useEffect(() => void import("./find-dialog.tsx").catch(() => undefined), []);
  useHotkeys([["mod+F", () => find.open({ type: "graph" })]], []);
  return (
    <button
      type="button"
      className={css["button"]}
      aria-label={`${t("open")} ${modKey(navigator.userAgent)} K`}
      title={t("open")}
      onClick={() => find.open({ type: "all" })}
    >
      <Search size={15} aria-hidden />
      <kbd>{modKey(navigator.userAgent)} K</kbd>
    </button>
  );
}
