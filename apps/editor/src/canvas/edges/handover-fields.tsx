import { Switch } from "@mantine/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { setHandover } from "../../document/commands/relations.ts";
import { useChange } from "../../document/use-change.ts";
import type { Relation } from "../scene/relations.ts";
import css from "./line-bar.module.css";

/** Which of two members may hand over to the other. */
export function HandoverFields({ from, to, there, back }: Extract<Relation, { readonly type: "handover" }>): JSX.Element {
  const { t } = useTranslation("canvas");
  const change = useChange();
  const way = (one: string, other: string, may: boolean): JSX.Element => (
    <Switch
      size="xs"
      label={t("line.hands", { from: one, to: other })}
      checked={may}
      onChange={(event) => {
        const { checked } = event.currentTarget;
        change(t("gestures.handover"), (view) => setHandover(view, one, other, checked));
      }}
    />
  );
  return (
    <div className={css["fields"]}>
      {way(from, to, there)}
      {way(to, from, back)}
    </div>
  );
}
