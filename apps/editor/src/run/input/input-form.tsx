import { NativeSelect, NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import type { Json } from "@baton/core";
import { z } from "zod";
import { type JSX, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "../../api/me.ts";
import { useDocumentState } from "../../document/use-document.tsx";
import { type InputField, inputFields } from "./fields.ts";
import css from "./input.module.css";
import { useExamples, useInput, useRunInput } from "./use-input.ts";
import { takeExample } from "./input-state.ts";

const json = z.json();

/** What a run is begun with: the graph's cases, and a field for each value of its input. */
export function InputForm(): JSX.Element {
  const { t } = useTranslation("run");
  const graph = useDocumentState((state) => state.shown.graph);
  const fields = useMemo(() => (graph === undefined ? [] : inputFields(graph)), [graph]);
  const examples = useExamples();
  const input = useRunInput();
  const chosen = useInput((state) => state.example);
  const { data: me } = useQuery(meQuery);
  return (
    <div className={css["form"]}>
      {examples.length > 0 && (
        <section className={css["cases"]} aria-labelledby="run-cases">
          <h3 id="run-cases">{t("input.cases")}</h3>
          <ul>
            {examples.map((example) => (
              <li key={example.id}>
                <button type="button" aria-pressed={example.id === chosen} onClick={() => takeExample(input, example)}>
                  {example.title === "" ? example.id : example.title}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={css["fields"]} aria-label={t("input.title")}>
        {me !== undefined && <p className={css["models"]}>{me.offline ? t("offline") : t("online")}</p>}
        {fields.length === 0 && <p>{t("input.none")}</p>}
        {fields.map((field) => (
          <Field key={`${field.name} ${chosen ?? ""}`} field={field} />
        ))}
      </section>
    </div>
  );
}

function Field({ field }: { readonly field: InputField }): JSX.Element {
  const { t } = useTranslation("run");
  const input = useRunInput();
  const value = useInput((state) => state.values[field.name] ?? field.initial);
  const problem = useInput((state) => state.unread[field.name]);
  const set = (next: Json | undefined, unread?: string): void =>
    input.setState(({ values, unread: before }) => {
      const { [field.name]: _, ...others } = before;
      const { [field.name]: __, ...rest } = values;
      return {
        example: undefined,
        values: next === undefined ? rest : { ...rest, [field.name]: next },
        unread: unread === undefined ? others : { ...others, [field.name]: unread },
      };
    });
  const common = { label: field.name, size: "xs", error: problem, withAsterisk: field.required } as const;
  switch (field.control.type) {
    case "text":
      return field.control.long ? (
        <Textarea
          {...common}
          autosize
          minRows={1}
          maxRows={5}
          value={typeof value === "string" ? value : ""}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        />
      ) : (
        <TextInput {...common} value={typeof value === "string" ? value : ""} onChange={({ currentTarget }) => set(currentTarget.value)} />
      );
    case "number":
      return (
        <NumberInput
          {...common}
          allowDecimal={!field.control.whole}
          value={typeof value === "number" ? value : ""}
          onChange={(next) => set(typeof next === "number" ? next : undefined)}
        />
      );
    case "boolean":
      return <Switch label={field.name} size="xs" checked={value === true} onChange={({ currentTarget }) => set(currentTarget.checked)} />;
    case "choice":
      return (
        <NativeSelect
          {...common}
          data={["", ...field.control.options]}
          value={typeof value === "string" ? value : ""}
          onChange={({ currentTarget }) => set(currentTarget.value === "" ? undefined : currentTarget.value)}
        />
      );
    case "json":
      return <JsonField common={{ ...common, description: t("input.json") }} value={value} set={set} />;
    default:
      return field.control satisfies never;
  }
}

interface JsonFieldProps {
  readonly common: { readonly label: string; readonly error: string | undefined; readonly description: string };
  readonly value: Json | undefined;
  readonly set: (next: Json | undefined, unread?: string) => void;
}

/** A value written as JSON; what does not read yet stays as it was typed. */
function JsonField({ common, value, set }: JsonFieldProps): JSX.Element {
  const { t } = useTranslation("run");
  const [text, setText] = useState(value === undefined ? "" : JSON.stringify(value, undefined, 2));
  const change = (next: string): void => {
    setText(next);
    if (next.trim() === "") return set(undefined);
    const parsed = json.safeParse(readJson(next));
    if (parsed.success) set(parsed.data);
    else set(value, t("input.unread"));
  };
  return (
    <Textarea
      {...common}
      size="xs"
      autosize
      minRows={1}
      maxRows={6}
      classNames={{ input: css["mono"] ?? "" }}
      value={text}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
