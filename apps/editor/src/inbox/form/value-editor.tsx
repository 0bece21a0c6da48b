import type { Json, JsonSchema } from "@baton/core";
import { SegmentedControl, Textarea } from "@mantine/core";
import { type JSX, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./form.module.css";
import { readJson } from "./read-json.ts";

const SchemaForm = lazy(() => import("./schema-form.tsx").then((module) => ({ default: module.SchemaForm })));

interface Props {
  readonly label: string;
  readonly schema: JsonSchema;
  readonly value: Json | undefined;
  /** Undefined while the text is no JSON, or nothing is written. */
  readonly change: (value: Json | undefined) => void;
  /** Whether the form's first field takes the focus. */
  readonly focus?: boolean | undefined;
}

/** A value written by a form of its schema, or as JSON. */
export function ValueEditor({ label, schema, value, change, focus }: Props): JSX.Element {
  const { t } = useTranslation("inbox");
  const [as, setAs] = useState<"form" | "json">("form");
  return (
    <div className={css["editor"]}>
      <SegmentedControl
        size="xs"
        aria-label={label}
        value={as}
        onChange={(next) => setAs(next === "json" ? "json" : "form")}
        data={[
          { value: "form", label: t("edit.form") },
          { value: "json", label: t("edit.json") },
        ]}
      />
      {as === "json" ? (
        <JsonText label={label} value={value} change={change} />
      ) : (
        <Suspense>
          <SchemaForm label={label} schema={schema} value={value} change={change} focus={focus} />
        </Suspense>
      )}
    </div>
  );
}

function JsonText({ label, value, change }: Omit<Props, "schema" | "focus">): JSX.Element {
  const { t } = useTranslation("inbox");
  const [text, setText] = useState(() => (value === undefined ? "" : JSON.stringify(value, undefined, 2)));
  const read = readJson(text);
  return (
    <Textarea
      autosize
      minRows={4}
      aria-label={label}
      classNames={{ input: css["code"] ?? "" }}
      value={text}
      error={read.ok || text === "" ? undefined : t("edit.notJson", { message: read.message })}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const next = readJson(currentTarget.value);
        change(next.ok ? next.value : undefined);
      }}
    />
  );
}
