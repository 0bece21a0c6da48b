import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Files, filesChanged } from "../document/files.ts";
import { Tabs } from "../shell/tabs.tsx";
import css from "./text-diff.module.css";
import { type DiffRow, diffRows, lineCounts } from "./rows.ts";

/** Two folders as text: a tab for each file that differs, removed lines and added ones. */
export function TextDiff({ from, to }: { readonly from: Files; readonly to: Files }): JSX.Element {
  const { t } = useTranslation("compare");
  const paths = Object.keys(filesChanged(from, to)).toSorted();
  const [chosen, setChosen] = useState("");
  const current = paths.includes(chosen) ? chosen : paths[0];
  if (current === undefined) return <p className={css["same"]}>{t("same")}</p>;
  const rows = new Map(paths.map((path) => [path, diffRows(from[path] ?? "", to[path] ?? "")]));
  return (
    <Tabs
      label={t("files")}
      tabs={paths.map((path) => ({
        id: path,
        label: (
          <>
            {path} <Counts rows={rows.get(path) ?? []} />
          </>
        ),
      }))}
      current={current}
      choose={setChosen}
    >
      <Rows rows={rows.get(current) ?? []} />
    </Tabs>
  );
}

function Counts({ rows }: { readonly rows: readonly DiffRow[] }): JSX.Element {
  const { added, removed } = lineCounts(rows);
  return (
    <span className={css["counts"]}>
      +{added} −{removed}
    </span>
  );
}

const signs = { same: " ", added: "+", removed: "−", gap: "" };

function Rows({ rows }: { readonly rows: readonly DiffRow[] }): JSX.Element {
  const { t } = useTranslation("compare");
  return (
    <div className={css["rows"]} tabIndex={0} role="region" aria-label={t("text")}>
      {rows.map((row) =>
        row.type === "gap" ? (
          <div key={row.key} className={css["gap"]}>
            {t("gap", { count: row.lines })}
          </div>
        ) : (
          <div key={row.key} className={css["row"]} data-type={row.type}>
            <i>{row.from}</i>
            <i>{row.to}</i>
            <b aria-label={row.type === "same" ? undefined : t(`line.${row.type}`)}>{signs[row.type]}</b>
            <code>{row.text}</code>
          </div>
        ),
      )}
    </div>
  );
}
