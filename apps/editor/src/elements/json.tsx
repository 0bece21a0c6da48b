import { isJsonObject, type Json as JsonValue } from "@baton/core";
import type { JSX } from "react";
import css from "./json.module.css";

const longText = 60;

/** A value as it is, to be read: what is large is folded. */
export function Json({ value, name, open = true }: { readonly value: JsonValue; readonly name?: string; readonly open?: boolean }): JSX.Element {
  const label = name === undefined ? undefined : <span className={css["name"]}>{name}</span>;
  const entries = entriesOf(value);
  if (entries !== undefined && entries.length > 0) {
    return (
      <details className={css["node"]} open={open}>
        <summary>
          {label} <span className={css["hint"]}>{Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`}</span>
        </summary>
        <div className={css["children"]}>
          {entries.map(([key, each]) => (
            <Json key={key} name={key} value={each} open={entries.length <= 6 && entriesOf(each) !== undefined && JSON.stringify(each).length < 240} />
          ))}
        </div>
      </details>
    );
  }
  if (typeof value === "string" && value.length > longText) {
    return (
      <details className={css["node"]}>
        <summary>
          {label} <span className={css["text"]}>“{value.slice(0, longText)}…”</span>
        </summary>
        <pre className={css["long"]}>{value}</pre>
      </details>
    );
  }
  return (
    <div className={css["leaf"]}>
      {label} <span className={typeof value === "string" ? css["text"] : css["value"]}>{typeof value === "string" ? `“${value}”` : JSON.stringify(value)}</span>
    </div>
  );
}

function entriesOf(value: JsonValue): readonly (readonly [string, JsonValue])[] | undefined {
  if (Array.isArray(value)) return value.map((each: JsonValue, index): readonly [string, JsonValue] => [String(index), each]);
  return isJsonObject(value) ? Object.entries(value) : undefined;
}
