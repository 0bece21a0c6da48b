import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useNotices } from "../../elements/use-notices.ts";
import type { Arrangement } from "./use-arrangement.ts";

/** Lays all out anew, or only some steps; says so where that took too long. */
export function useTidy({ tidy }: Arrangement): (only?: readonly string[]) => void {
  const { t } = useTranslation("canvas");
  const notices = useNotices();
  return useCallback(
    (only) => {
      void tidy(t("gestures.tidy"), only).then((how) => how === "late" && notices.tell(t("late")));
    },
    [tidy, notices, t],
  );
}
