import { Textarea, TextInput } from "@mantine/core";
import { kinds } from "@baton/nodes";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { renameProblem } from "../document/commands/names.ts";
import { renameNode, setInNode } from "../document/commands/nodes.ts";
import { useChange } from "../document/use-change.ts";
import { useDocument, useDocumentState } from "../document/use-document.tsx";
import { useSelection } from "../selection/use-selection.tsx";
import css from "./inspector.module.css";

/** What every step says of itself, whatever its kind. */
export function InspectorConfig({ node }: { readonly node: string }): JSX.Element {
  const { t } = useTranslation("graph");
  const change = useChange();
  const authored = useDocumentState((state) => state.shown.nodes[node]);
  const text = (key: string): string => (typeof authored?.[key] === "string" ? authored[key] : "");
  const set = (label: string, key: string, value: string): unknown =>
    change(label, (view) => setInNode(view, node, [key], value === "" ? undefined : value), { key: `${node} ${key}` });
  return (
    <div className={css["form"]}>
      <p className={css["summary"]}>{kinds.get(text("kind"))?.summary}</p>
      <NameField node={node} />
      <TextInput label={t("inspector.title")} value={text("title")} onChange={(event) => set(t("inspector.retitle"), "title", event.currentTarget.value)} />
      <Textarea
        label={t("inspector.note")}
        size="xs"
        autosize
        minRows={2}
        value={text("note")}
        onChange={(event) => set(t("inspector.annotate"), "note", event.currentTarget.value)}
      />
    </div>
  );
}

function NameField({ node }: { readonly node: string }): JSX.Element {
  const { t } = useTranslation("graph");
  const document = useDocument();
  const change = useChange();
  const selection = useSelection();
  const [typed, setTyped] = useState(node);
  const problem = renameProblem(document.store.getState(), node, typed);
  const rename = (): void => {
    if (typed === node || problem !== undefined) return;
    if (change(t("inspector.rename"), (view) => renameNode(view, node, typed))) selection.select([typed]);
  };
  return (
    <TextInput
      label={t("inspector.name")}
      classNames={{ input: css["mono"] ?? "" }}
      value={typed}
      error={problem}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={rename}
      onKeyDown={(event) => {
        if (event.key === "Enter") rename();
        if (event.key === "Escape") setTyped(node);
      }}
    />
  );
}
