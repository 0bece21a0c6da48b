import { ArrowRight, Fingerprint } from "lucide-react";
import { type JSX, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { JsonObject } from "@baton/core";
import type { Action, Approval } from "../../api/approvals.ts";
import { amountText, currencyOf } from "../amount.ts";
import { type Row, rowsOf } from "../rows.ts";
import css from "./facts.module.css";

interface Props {
  readonly approval: Pick<Approval, "kind" | "graphHash">;
  readonly action: Action;
  /** Arguments that the reader is about to approve, where they are other than those that stand. */
  readonly edited?: JsonObject | undefined;
  /** Instead of the arguments: the form in which they are written. */
  readonly form?: ReactNode;
  readonly beside?: ReactNode;
}

/** The exact call as it will run: every argument as the machine sends it, an amount beside where its currency is known. */
export function Facts({ approval, action, edited, form, beside }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const [raw, setRaw] = useState(false);
  const { kind, graphHash } = approval;
  const args = edited ?? action.args;
  const rows = rowsOf(action.proposed, args);
  return (
    <section className={css["card"]} aria-label={t(`will.${kind}`)}>
      <div className={css["title"]}>
        <h3>{t(`will.${kind}`)}</h3>
        {kind === "call" && <span>{t("will.exactly")}</span>}
        {beside}
      </div>
      {kind !== "question" && (
        <div className={css["call"]}>
          <code className={css["name"]}>{action.name}</code>
          {raw ? (
            <pre tabIndex={0}>{JSON.stringify(args, undefined, 2)}</pre>
          ) : (
            <table>
              <thead className="sr">
                <tr>
                  <th scope="col">{t("will.argument")}</th>
                  <th scope="col">{t("will.value_")}</th>
                  <th scope="col">{t("will.reads")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Argument key={row.path} row={row} args={args} own={edited !== undefined} />
                ))}
              </tbody>
            </table>
          )}
          {rows.length === 0 && <p className={css["none"]}>{t("will.none")}</p>}
        </div>
      )}
      {form}
      <p className={css["foot"]}>
        <Fingerprint size={13} aria-hidden />
        {edited === undefined ? (
          <span>
            {t("will.digest", { digest: shortDigest(action.digest) })} · {t("will.single")}
            <span className={css["version"]}> · {t("will.version", { version: graphHash.replace("sha256-", "").slice(0, 6) })}</span>
          </span>
        ) : (
          <span>{t("will.edited")}</span>
        )}
        {kind !== "question" && (
          <button type="button" onClick={() => setRaw(!raw)}>
            {t(raw ? "will.table" : "will.json")}
          </button>
        )}
      </p>
    </section>
  );
}

function Argument({ row, args, own }: { readonly row: Row; readonly args: JsonObject; readonly own: boolean }): JSX.Element {
  const { t } = useTranslation("inbox");
  const { path, field, before, now, changed } = row;
  const amount = amountText(field, now, currencyOf(args));
  return (
    <tr data-changed={changed}>
      <th scope="row">
        <code>{path}</code>
      </th>
      <td>
        {changed && before !== undefined && (
          <>
            <del>
              <code>{JSON.stringify(before)}</code>
            </del>
            <ArrowRight size={12} aria-hidden />
          </>
        )}
        {now === undefined ? <i>{t("will.removed")}</i> : changed ? <ins>{<code>{JSON.stringify(now)}</code>}</ins> : <code>{JSON.stringify(now)}</code>}
      </td>
      <td className={css["reads"]}>
        {amount !== undefined && <b>{amount}</b>} {changed && t(own ? "will.yourEdit" : "will.edited_")}
      </td>
    </tr>
  );
}

/** Enough of a digest to compare two by eye. */
function shortDigest(digest: string): string {
  const hex = digest.replace("sha256-", "");
  return `${hex.slice(0, 4)} ${hex.slice(4, 8)}`;
}
