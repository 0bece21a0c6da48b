import { useHotkeys } from "@mantine/hooks";
import { Search } from "lucide-react";
import { type JSX, useContext, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useDocument } from "../document/use-document.tsx";
import { PageStateContext } from "../graph/page-state.ts";
import { modKey } from "../keys/keymap.ts";
import { useSelection } from "../selection/use-selection.tsx";
import { useTexts } from "../text/text-state.ts";
import css from "./find.module.css";
import { type OpenGraph, useFind } from "./find-state.ts";

/** Opens the line to look for something from a graph's page, and lets the graph be looked through while it is open. */
export function FindButton(): JSX.Element {
  const { t } = useTranslation("find");
  const find = useFind();
  const document = useDocument();
  const selection = useSelection();
  const texts = useTexts();
  const page = useContext(PageStateContext);
  useEffect(() => {
    const openText: OpenGraph["openText"] = (file, at) => {
      if (page?.getState().mode === "canvas") page.setState({ mode: "split" });
      texts.open(file, at);
    };
    return find.offer({ document, selection, openText });
  }, [find, document, selection, texts, page]);
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
