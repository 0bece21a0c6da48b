import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import css from "./canvas.module.css";

/** Where the first step goes. */
export function Empty({ add }: { readonly add: () => void }): JSX.Element {
  const { t } = useTranslation("canvas");
  return (
    <div className={css["empty"]}>
      <div>
        <b>{t("empty.title")}</b>
        <p>{t("empty.text")}</p>
        <Button leftSection={<Plus size={14} aria-hidden />} onClick={add}>
          {t("empty.add")}
        </Button>
      </div>
    </div>
  );
}
