import type { Json } from "@baton/core";
import { FileDiff, Minus, Move, Pencil, Plus } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import css from "./compare.module.css";
import { type Comparison, groups, type MeaningChange } from "./meaning.ts";

const icons = { added: Plus, removed: Minus, changed: Pencil };

/** What changed in meaning, by what it belongs to; what only moved comes last. */
export function ChangeList({ comparison: { changes, moved } }: { readonly comparison: Comparison }): JSX.Element {
  const { t } = useTranslation("compare");
  const count = (type: MeaningChange["type"]): number => changes.filter((change) => change.type === type).length;
  return (
    <>
      <div className={css["counts"]}>
        {(["removed", "added", "changed"] as const).map((type) => (
          <span key={type} data-type={type}>
            <b>{count(type)}</b>
            {t(`types.${type}`)}
          </span>
        ))}
      </div>
      {changes.length === 0 && <p className={css["quiet"]}>{t("none")}</p>}
      {groups.map((group) => {
        const own = changes.filter((change) => change.group === group);
        return (
          own.length > 0 && (
            <section key={group} className={css["group"]}>
              <h2>{t(`groups.${group}`)}</h2>
              <ul>
                {own.map((change) => (
                  <Change key={`${change.type} ${change.name}`} change={change} />
                ))}
              </ul>
            </section>
          )
        );
      })}
      {moved.length > 0 && (
        <p className={css["quiet"]}>
          <Move size={14} aria-hidden /> {t("movedOnly", { count: moved.length })}
        </p>
      )}
    </>
  );
}

function Change({ change: { group, type, name, fields, lines } }: { readonly change: MeaningChange }): JSX.Element {
  const { t } = useTranslation("compare");
  const Icon = group === "files" ? FileDiff : icons[type];
  return (
    <li>
      <span className={css["sign"]} data-type={type}>
        <Icon size={14} aria-hidden />
      </span>
      <div>
        <b>{group === "policies" && type === "changed" ? t("order") : name}</b> <span className={css["type"]}>{t(`types.${type}`)}</span>
        {lines !== undefined && <p>{t("lines", lines)}</p>}
        {fields.map(({ path, before, after }) => (
          <p key={path} className={css["field"]}>
            {path !== "" && <code>{path}</code>} <Value of={before} was /> <Value of={after} />
          </p>
        ))}
      </div>
    </li>
  );
}

function Value({ of, was = false }: { readonly of: Json | undefined; readonly was?: boolean }): JSX.Element {
  const { t } = useTranslation("compare");
  const text = of === undefined || of === null ? t("absent") : typeof of === "string" ? of : JSON.stringify(of);
  return was ? <del>{text}</del> : <ins>{text}</ins>;
}
