import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { isJsonObject, type Json } from "@baton/core";
import { Plus, X } from "lucide-react";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocument } from "../../../document/use-document.tsx";
import { ExpressionEditor } from "../../../text/cel/expression-editor.tsx";
import { DataEditor } from "../../../text/code/data-editor.tsx";
import { namesAt } from "../../../text/pane/complete/names.ts";
import { dataOf, type InspectorFieldProps, setField } from "../field.ts";
import css from "../form.module.css";
import { useDocumentPath } from "../form-place.ts";
import { type Row, withoutRow, withRow, withRowNamed } from "./rows.ts";

/** Expressions by name, as a tool's arguments are, or one below the other. */
export function ExpressionsField(props: InspectorFieldProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const { schema, name, fieldPathId } = props;
  const value = dataOf(props);
  const path = useDocumentPath(fieldPathId.path);
  const label = schema.title ?? name;
  const isList = schema.type === "array" || Array.isArray(value) || (value === undefined && name === "shows");
  if (value !== undefined && !Array.isArray(value) && !isJsonObject(value))
    return <DataEditor label={label} value={value} onChange={(data) => setField(props, data)} />;
  const rows: readonly Row[] = Array.isArray(value) ? [...value.entries()] : Object.entries(value ?? {});
  const set = (next: Json | undefined): boolean => setField(props, next);
  return (
    <div className={css["rows"]}>
      {rows.map(([key, each]) => (
        <div key={key} className={css[isList ? "row" : "pair"]}>
          {!isList && <KeyInput name={String(key)} taken={rows.map(([other]) => String(other))} rename={(to) => set(withRowNamed(value, key, to))} />}
          {!isList && <RemoveButton label={t("removeNamed", { name: key })} remove={() => set(withoutRow(value, key))} />}
          {typeof each === "string" ? (
            <ExpressionEditor
              label={isList ? t("numbered", { label, number: Number(key) + 1 }) : String(key)}
              path={[...path, key]}
              value={each}
              onChange={(text) => set(withRow(value, key, text))}
            />
          ) : (
            <DataEditor label={String(key)} value={each} onChange={(data) => (data === undefined ? true : set(withRow(value, key, data)))} />
          )}
          {isList && <RemoveButton label={t("removeNumbered", { number: Number(key) + 1 })} remove={() => set(withoutRow(value, key))} />}
        </div>
      ))}
      {isList ? (
        <AddButton label={label} add={() => set([...(Array.isArray(value) ? value : []), "''"])} />
      ) : (
        <AddNamed label={label} path={path} taken={rows.map(([key]) => String(key))} add={(key) => set(withRow(value, key, "''"))} />
      )}
    </div>
  );
}

export function RemoveButton({ label, remove }: { readonly label: string; readonly remove: () => void }): JSX.Element {
  return (
    <ActionIcon size={22} aria-label={label} onClick={remove}>
      <X size={13} aria-hidden />
    </ActionIcon>
  );
}

export function AddButton({ label, add }: { readonly label: string; readonly add: () => void }): JSX.Element {
  const { t } = useTranslation("inspector");
  return (
    <div>
      <Button size="compact-sm" variant="subtle" leftSection={<Plus size={13} aria-hidden />} onClick={add}>
        {t("addTo", { list: label.toLowerCase() })}
      </Button>
    </div>
  );
}

/** Names stand above what they name, without a frame. */
const keyStyles = {
  input: { height: 22, minHeight: 22, padding: "0 2px", borderColor: "transparent", background: "transparent", fontSize: "var(--b-fs-2)" },
} as const;

/** A name that one may change; it is taken when one leaves it. */
export function KeyInput({
  name,
  taken,
  rename,
}: {
  readonly name: string;
  readonly taken: readonly string[];
  readonly rename: (to: string) => void;
}): JSX.Element {
  const { t } = useTranslation("inspector");
  const [typed, setTyped] = useState(name);
  const clash = typed !== name && taken.includes(typed);
  const done = (): void => {
    if (typed === name) return;
    if (typed === "" || clash) setTyped(name);
    else rename(typed);
  };
  return (
    <TextInput
      styles={keyStyles}
      aria-label={t("nameOf", { name })}
      value={typed}
      error={clash ? t("taken") : undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={({ key }) => {
        if (key === "Enter") done();
        if (key === "Escape") setTyped(name);
      }}
    />
  );
}

interface AddNamedProps {
  readonly label: string;
  readonly path: readonly (string | number)[];
  readonly taken: readonly string[];
  readonly add: (name: string) => void;
}

/** Names that are known here and not there yet: a tool's arguments, a prompt's inputs, channels; or another one. */
export function AddNamed({ label, path, taken, add }: AddNamedProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const document = useDocument();
  const known = (): readonly string[] => {
    const state = document.store.getState();
    const place = { path, role: "key", word: "", from: 0, before: "", after: "", alone: false, data: state.shown.result.document } as const;
    return namesAt({ ...state, reading: state.shown }, place).filter((name) => !taken.includes(name));
  };
  const free = (): string => {
    for (let number = 1; ; number += 1) if (!taken.includes(`value_${number}`)) return `value_${number}`;
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" leftSection={<Plus size={13} aria-hidden />}>
          {t("addTo", { list: label.toLowerCase() })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {known().map((name) => (
          <Menu.Item key={name} onClick={() => add(name)}>
            <code>{name}</code>
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => add(free())}>{t("otherName")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
