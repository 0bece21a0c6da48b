import type { Json, JsonObject } from "@baton/core";
import { type JSX, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { amountText, currencyWithin } from "../amount.ts";
import css from "./evidence.module.css";
import { isSmall, shapeOf } from "./shape.ts";

const Markdown = lazy(() => import("./markdown.tsx").then((module) => ({ default: module.Markdown })));

interface Props {
  readonly value: Json;
  readonly field: string;
  /** Of the record around it: what its amounts are in. */
  readonly currency: string | undefined;
  readonly depth: number;
  readonly inTable?: boolean;
}

/** A value as it is best read; whatever it is, nothing of it is left out. */
export function Value({ value, field, currency: around, depth, inTable = false }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const shape = shapeOf(value);
  const currency = currencyWithin(value, around);
  switch (shape.type) {
    case "nothing":
      return <span className={css["nothing"]}>{t("evidence.nothing")}</span>;
    case "plain":
      return <Plain value={value} field={field} currency={around} text={shape.text} />;
    case "text":
      return shape.markdown && depth === 0 ? (
        <Suspense fallback={<div className={css["prose"]}>{shape.text}</div>}>
          <Markdown text={shape.text} />
        </Suspense>
      ) : (
        <div className={css["prose"]}>{shape.text}</div>
      );
    case "list":
      return (
        <ul className={css["points"]}>
          {shape.items.map((item, index) => (
            <li key={index}>
              <Value value={item} field={field} currency={currency} depth={depth + 1} />
            </li>
          ))}
        </ul>
      );
    case "talk":
      return (
        <ol className={css["talk"]}>
          {shape.lines.map(({ role, text }, index) => (
            <li key={index}>
              <b>{role}</b>
              <div className={css["prose"]}>{text}</div>
            </li>
          ))}
        </ol>
      );
    case "table":
      return (
        <Folded depth={depth} open={isSmall(value)} label={t("evidence.more", { count: shape.rows.length })}>
          <Table columns={shape.columns} rows={shape.rows} currency={currency} depth={depth} />
        </Folded>
      );
    case "record":
      return (
        <Folded depth={depth} open={inTable && isSmall(value)} label={t("evidence.fields", { count: shape.fields.length })}>
          <dl className={css["record"]}>
            {shape.fields.map(([name, each]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Value value={each} field={name} currency={currency} depth={depth + 1} />
                </dd>
              </div>
            ))}
          </dl>
        </Folded>
      );
    default:
      return shape satisfies never;
  }
}

function Plain({
  value,
  field,
  currency,
  text,
}: {
  readonly value: Json;
  readonly field: string;
  readonly currency: string | undefined;
  readonly text: string;
}): JSX.Element {
  const { t } = useTranslation("inbox");
  if (typeof value === "boolean") return <span>{t(value ? "evidence.yes" : "evidence.no")}</span>;
  const amount = amountText(field, value, currency);
  return amount === undefined ? <span className={css["number"]}>{text}</span> : <b className={css["number"]}>{amount}</b>;
}

/** What stands deep inside is one click away. */
function Folded({
  depth,
  label,
  open,
  children,
}: {
  readonly depth: number;
  readonly label: string;
  readonly open: boolean;
  readonly children: JSX.Element;
}): JSX.Element {
  if (depth === 0) return children;
  return (
    <details className={css["folded"]} open={open}>
      <summary>{label}</summary>
      {children}
    </details>
  );
}

interface TableProps {
  readonly columns: readonly string[];
  readonly rows: readonly JsonObject[];
  readonly currency: string | undefined;
  readonly depth: number;
}

function Table({ columns, rows, currency, depth }: TableProps): JSX.Element {
  const numeric = new Set(
    columns.filter((column) => rows.every((row) => row[column] === undefined || row[column] === null || typeof row[column] === "number")),
  );
  return (
    <div className={css["wide"]} tabIndex={0} role="group" aria-label={columns.join(", ")}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" data-numeric={numeric.has(column)}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {columns.map((column) => (
                <td key={column} data-numeric={numeric.has(column)}>
                  {row[column] === undefined ? (
                    ""
                  ) : (
                    <Value value={row[column]} field={column} currency={currencyWithin(row, currency)} depth={depth + 1} inTable />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
