import { Select } from "@mantine/core";
import { isJsonObject, type Json } from "@baton/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { portsOf } from "../../../document/ports.ts";
import { useDocument, useDocumentState } from "../../../document/use-document.tsx";
import { ExpressionEditor } from "../../../text/cel/expression-editor.tsx";
import { DataEditor } from "../../../text/code/data-editor.tsx";
import { dataOf, type InspectorFieldProps, setField } from "../field.ts";
import css from "../form.module.css";
import { useDocumentPath, useFormNode } from "../form-place.ts";
import { AddNamed, RemoveButton } from "./expressions-field.tsx";
import { type Row, withoutRow, withRow, withRowNamed } from "./rows.ts";

/** What leaving the first port writes. */
export function WritesField(props: InspectorFieldProps): JSX.Element {
  const path = useDocumentPath(props.fieldPathId.path);
  return <Writes value={dataOf(props)} set={(next) => setField(props, next)} path={path} label={props.schema.title ?? "writes"} />;
}

/** What leaving each other port writes. */
export function WritesOnField(props: InspectorFieldProps): JSX.Element | undefined {
  const { t } = useTranslation("inspector");
  const document = useDocument();
  const node = useFormNode();
  const path = useDocumentPath(props.fieldPathId.path);
  const value = dataOf(props);
  const reading = useDocumentState((state) => state.shown);
  if (value !== undefined && !isJsonObject(value)) return <DataEditor label={t("writesOn")} value={value} onChange={(data) => setField(props, data)} />;
  const known = node === undefined ? [] : portsOf({ reading, manifest: document.store.getState().manifest }, node).map(({ name }) => name);
  const written = Object.entries(value ?? {});
  const free = [...known.slice(1), ...(known[0] === undefined ? [] : [known[0]]), "failed"].filter((port) => !written.some(([each]) => each === port));
  return (
    <div className={css["group"]}>
      {written.map(([port, writes]) => (
        <div key={port} role="group" aria-label={t("onPort", { port })}>
          <span className={css["head"]}>
            <code>{t("onPort", { port })}</code>
            <RemoveButton label={t("removeNamed", { name: port })} remove={() => setField(props, withoutRow(value, port))} />
          </span>
          <Writes
            value={writes}
            set={(next) => setField(props, next === undefined ? withoutRow(value, port) : withRow(value, port, next))}
            path={[...path, port]}
            label={t("onPort", { port })}
          />
        </div>
      ))}
      <Select
        size="xs"
        aria-label={t("addPort")}
        placeholder={t("addPort")}
        data={[...new Set(free)]}
        value={null}
        onChange={(port) => port !== null && setField(props, withRow(value, port, {}))}
      />
    </div>
  );
}

interface WritesProps {
  readonly value: Json | undefined;
  readonly set: (value: Json | undefined) => boolean;
  readonly path: readonly (string | number)[];
  readonly label: string;
}

/** Channels, each with the expression that it gets; one channel alone gets the whole output. */
function Writes({ value, set, path, label }: WritesProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const channels = [...(useDocumentState((state) => state.shown.graph)?.channels.keys() ?? [])];
  if (value !== undefined && typeof value !== "string" && !isJsonObject(value)) return <DataEditor label={label} value={value} onChange={set} />;
  const rows: readonly Row[] = typeof value === "string" ? [[value, "output"]] : Object.entries(value ?? {});
  const full = Object.fromEntries(rows);
  const names = rows.map(([channel]) => String(channel));
  return (
    <div className={css["rows"]}>
      {rows.map(([channel, each]) => (
        <div key={channel} className={css["pair"]}>
          <div>
            <Select
              size="xs"
              className={css["mono"] ?? ""}
              aria-label={t("channel")}
              data={[...new Set([...channels.filter((name) => !names.includes(name)), String(channel)])]}
              value={String(channel)}
              onChange={(to) => to !== null && set(typeof value === "string" ? to : withRowNamed(value, channel, to))}
            />
          </div>
          <RemoveButton label={t("removeNamed", { name: channel })} remove={() => set(withoutRow(full, channel))} />
          {typeof each === "string" ? (
            <ExpressionEditor
              label={t("written", { channel })}
              path={[...path, channel]}
              value={each}
              onChange={(text) => set(typeof value === "string" && text === "output" ? value : withRow(full, channel, text))}
            />
          ) : (
            <DataEditor label={t("written", { channel })} value={each} onChange={(data) => (data === undefined ? true : set(withRow(full, channel, data)))} />
          )}
        </div>
      ))}
      <AddNamed label={label} path={path} taken={names} add={(name) => set(rows.length === 0 ? name : withRow(full, name, "output"))} />
    </div>
  );
}
