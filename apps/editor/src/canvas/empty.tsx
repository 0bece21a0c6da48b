import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { templatesQuery } from "../api/graphs.ts";
import { useInsertPattern } from "../palette/use-insert-pattern.ts";
import css from "./canvas.module.css";

/** Templates that an empty canvas offers; the palette has all. */
const offered = 3;

/** Where the first step goes, and what one may begin with instead. */
export function Empty({ add }: { readonly add: () => void }): JSX.Element {
  const { t } = useTranslation("canvas");
  const { data = [] } = useQuery(templatesQuery);
  const insert = useInsertPattern();
  return (
    <div className={css["empty"]}>
      <div className={css["first"]}>
        <span className={css["start"]}>
          <Play size={12} strokeWidth={2} aria-hidden />
        </span>
        <i />
        <button type="button" onClick={add}>
          {t("empty.first")} <kbd>/</kbd>
        </button>
      </div>
      <p>
        {t("empty.text")} {data.length > 0 && t("empty.patterns")}
      </p>
      <div className={css["offers"]}>
        {data.slice(0, offered).map(({ id, title }) => (
          <Button key={id} size="compact-sm" onClick={() => insert(id)}>
            {title}
          </Button>
        ))}
      </div>
    </div>
  );
}
