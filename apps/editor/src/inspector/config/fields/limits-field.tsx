import { NumberInput, TextInput } from "@mantine/core";
import { isJsonObject, type Json, limitsSchema } from "@baton/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { DataEditor } from "../../../text/code/data-editor.tsx";
import { dataOf, type InspectorFieldProps, setField } from "../field.ts";
import css from "../form.module.css";
import { useFormNode } from "../form-place.ts";

const counts = ["modelCalls", "toolCalls", "tokens", "costUsd", "steps", "handoffs"] as const;
const ofNode: readonly string[] = ["modelCalls", "tokens", "costUsd", "toolCalls"];

/** What stops a run or one execution of a step. */
export function LimitsField(props: InspectorFieldProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const node = useFormNode();
  const value = dataOf(props);
  if (value !== undefined && !isJsonObject(value)) return <DataEditor label={t("limits.label")} value={value} onChange={(data) => setField(props, data)} />;
  const limits = value ?? {};
  const set = (key: string, next: Json | undefined): void => {
    const { [key]: _old, ...rest } = limits;
    const all = next === undefined ? rest : { ...limits, [key]: next };
    setField(props, Object.keys(all).length === 0 ? undefined : all);
  };
  const shown = counts.filter((key) => node === undefined || ofNode.includes(key) || Object.hasOwn(limits, key));
  const tools = limits["tools"];
  return (
    <div className={css["rows"]}>
      <div className={css["figures"]}>
        {shown.map((key) => (
          <NumberInput
            key={key}
            size="xs"
            label={t(`limits.${key}`)}
            description={undefined}
            min={0}
            hideControls
            decimalScale={key === "costUsd" ? 4 : 0}
            thousandSeparator=" "
            value={typeof limits[key] === "number" ? limits[key] : ""}
            onChange={(typed) => set(key, typed === "" ? undefined : Number(typed))}
            aria-description={limitsSchema.shape[key].description}
          />
        ))}
        <TextInput
          size="xs"
          label={t("limits.time")}
          placeholder="5m"
          value={typeof limits["time"] === "string" ? limits["time"] : ""}
          onChange={(event) => set("time", event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
        />
      </div>
      {(node === undefined || tools !== undefined) && (
        <div>
          <span className={css["label"]}>{t("limits.tools")}</span>
          <DataEditor label={t("limits.tools")} value={tools} onChange={(data) => (set("tools", data), true)} />
        </div>
      )}
    </div>
  );
}
