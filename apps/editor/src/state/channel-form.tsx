import { Autocomplete, Button, Select, Switch, TextInput } from "@mantine/core";
import { isJsonObject, type Json } from "@baton/core";
import { Trash2 } from "lucide-react";
import { type JSX, lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../document/use-change.ts";
import { useDocument, useDocumentState } from "../document/use-document.tsx";
import { schemaNames } from "../text/pane/complete/names.ts";
import { authored, type ChannelRow } from "./channels.ts";
import { channelNameProblem, type ChannelKey, removeChannel, renameChannel, setInChannel, setInput } from "./commands.ts";
import { NodeLinks } from "./node-links.tsx";
import css from "./state.module.css";

const DataEditor = lazy(() => import("../text/code/data-editor.tsx").then(({ DataEditor: editor }) => ({ default: editor })));

interface Props {
  readonly row: ChannelRow;
  readonly renamed: (name: string) => void;
  readonly removed: () => void;
}

const merges = ["replace", "append", "union", "object", "sum", "max", "min", "messages"] as const;
const trusts = ["trusted", "user", "untrusted"] as const;
const secrecies = ["public", "internal", "restricted"] as const;
const keeps = ["run", "thread"] as const;

/** Everything that a document says of one channel, and who uses it. */
export function ChannelForm({ row, renamed, removed }: Props): JSX.Element {
  const { t } = useTranslation("state");
  const change = useChange();
  const entry = useDocumentState((state) => authored(state.shown, row.name));
  const files = useDocumentState((state) => state.files);
  const types = useMemo(() => schemaNames(files), [files]);
  const long = entry !== undefined && isJsonObject(entry) ? entry : {};
  const schema = typeof entry === "string" ? entry : (long["schema"] ?? (Object.keys(long).length > 0 && long["merge"] === undefined ? entry : undefined));
  const set = (key: ChannelKey, value: Json | undefined): boolean =>
    change(t("changed", { name: row.name }), (view) => setInChannel(view, row.name, key, value), { key: `channel ${row.name} ${key}` });
  const choice = (key: "merge" | "trust" | "secrecy" | "keep", options: readonly string[], value: string | undefined): JSX.Element => (
    <Select
      size="xs"
      label={t(`fields.${key}`)}
      data={options.map((each) => ({ value: each, label: each }))}
      value={value ?? null}
      placeholder={t("derived")}
      clearable={key === "trust"}
      onChange={(chosen) => set(key, chosen ?? undefined)}
    />
  );
  const remove = (): void => {
    if (change(t("removed", { name: row.name }), (view) => removeChannel(view, row.name))) removed();
  };
  return (
    <div className={css["form"]}>
      <ChannelName name={row.name} renamed={renamed} />
      {row.merge !== "messages" &&
        (schema === undefined || typeof schema === "string" ? (
          <Autocomplete
            size="xs"
            label={t("fields.schema")}
            data={[...types]}
            value={schema ?? ""}
            onChange={(typed) => typed !== "" && set("schema", typed)}
          />
        ) : (
          <div>
            <span className={css["label"]}>{t("fields.schema")}</span>
            <Suspense>
              <DataEditor label={t("fields.schema")} value={schema} onChange={(value) => set("schema", value)} />
            </Suspense>
          </div>
        ))}
      {choice("merge", merges, row.merge)}
      {choice("trust", trusts, row.trust)}
      {choice("secrecy", secrecies, row.secrecy)}
      {choice("keep", keeps, row.keep)}
      <Switch
        size="xs"
        label={t("fields.input")}
        checked={row.isInput}
        onChange={(event) => {
          const { checked } = event.currentTarget;
          change(t("changed", { name: row.name }), (view) => setInput(view, row.name, checked));
        }}
      />
      <div>
        <span className={css["label"]}>{t("fields.default")}</span>
        <Suspense>
          <DataEditor label={t("fields.default")} value={long["default"]} onChange={(value) => set("default", value)} />
        </Suspense>
      </div>
      <NodeLinks label={t("writtenBy")} nodes={row.writtenBy} also={row.isInput ? t("input") : undefined} />
      <NodeLinks label={t("readBy")} nodes={row.readBy} also={row.isGiven ? t("outcome") : undefined} />
      <Button size="compact-sm" variant="subtle" color="red" leftSection={<Trash2 size={13} aria-hidden />} onClick={remove}>
        {t("remove", { name: row.name })}
      </Button>
    </div>
  );
}

function ChannelName({ name, renamed }: { readonly name: string; readonly renamed: (name: string) => void }): JSX.Element {
  const { t } = useTranslation("state");
  const document = useDocument();
  const change = useChange();
  const [typed, setTyped] = useState(name);
  const problem = channelNameProblem(document.store.getState(), typed, name);
  const rename = (): void => {
    if (typed === name || problem !== undefined) return;
    if (change(t("renamed", { from: name, to: typed }), (view) => renameChannel(view, name, typed))) renamed(typed);
  };
  return (
    <TextInput
      label={t("fields.name")}
      classNames={{ input: css["mono"] ?? "" }}
      value={typed}
      error={problem}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={rename}
      onKeyDown={({ key }) => {
        if (key === "Enter") rename();
        if (key === "Escape") setTyped(name);
      }}
    />
  );
}
