import type { Trust } from "@baton/core";
import { ShieldAlert } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import css from "./state.module.css";

/** How far what a channel holds is trusted, where the document says it. */
export function TrustChip({ trust }: { readonly trust: Trust | undefined }): JSX.Element | undefined {
  const { t } = useTranslation("state");
  if (trust === undefined) return undefined;
  return (
    <span className={css["chip"]} data-alarm={trust === "untrusted"}>
      {trust === "untrusted" && <ShieldAlert size={11} aria-hidden />}
      {t(`trusts.${trust}`)}
    </span>
  );
}
