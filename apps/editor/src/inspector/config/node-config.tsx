import { Textarea, TextInput } from "@mantine/core";
import type { JsonObject } from "@baton/core";
import { replaceEqualDeep } from "@tanstack/react-query";
import { kinds } from "@baton/nodes";
import { type JSX, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { renameProblem } from "../../document/commands/names.ts";
import { renameNode, setInNode } from "../../document/commands/nodes.ts";
import { useChange } from "../../document/use-change.ts";
import { useDocument, useDocumentState } from "../../document/use-document.tsx";
import { useSelection } from "../../selection/use-selection.tsx";
import { ProblemNote } from "../problem-note.tsx";
import css from "../inspector.module.css";
import { nodeForm } from "./form-schema.ts";
import { problemsOfNode } from "./problems-at.ts";
import { SchemaForm } from "./schema-form.tsx";

const nothing: JsonObject = {};

/** Everything that the document says of one step. */
export function NodeConfig({ node }: { readonly node: string }): JSX.Element {
  const { t } = useTranslation("inspector");
  const authored = useDocumentState((state) => state.shown.nodes[node]) ?? nothing;
  const name = authored["kind"];
  const kind = kinds.get(typeof name === "string" ? name : "");
  const shape = useMemo(() => (kind === undefined ? undefined : nodeForm(kind)), [kind]);
  const last = useRef(nothing);
  // The form is not drawn again for a letter of the title.
  const data = useMemo(() => {
    const { kind: _kind, title: _title, note: _note, ...own } = authored;
    return (last.current = replaceEqualDeep(last.current, own));
  }, [authored]);
  const [first] = useState(data);
  const place = useMemo(() => ({ base: ["nodes", node], node, shown: [...(shape?.primary ?? []), ...Object.keys(first)] }), [node, shape, first]);
  return (
    <div className={css["form"]}>
      <NodeProblems node={node} />
      <div className={css["names"]}>
        <NameField node={node} />
        <PlainText node={node} field="title" />
      </div>
      {shape !== undefined && <SchemaForm shape={shape} data={data} place={place} gesture={t("changed", { name: node })} />}
      <PlainText node={node} field="note" />
    </div>
  );
}

function NodeProblems({ node }: { readonly node: string }): JSX.Element | undefined {
  const problems = useDocumentState((state) => state.problems);
  const reading = useDocumentState((state) => state.reading);
  const found = problemsOfNode(problems, reading, node);
  if (found.length === 0) return undefined;
  return (
    <>
      {found.map((problem) => (
        <ProblemNote key={`${problem.code} ${problem.at.start} ${problem.message}`} problem={problem} boxed />
      ))}
    </>
  );
}

function PlainText({ node, field }: { readonly node: string; readonly field: "title" | "note" }): JSX.Element {
  const { t } = useTranslation("inspector");
  const change = useChange();
  const value = useDocumentState((state) => state.shown.nodes[node]?.[field]);
  const text = typeof value === "string" ? value : "";
  const set = (typed: string): unknown =>
    change(t("changed", { name: node }), (view) => setInNode(view, node, [field], typed === "" ? undefined : typed), { key: `${node} ${field}` });
  return field === "note" ? (
    <Textarea label={t("note")} size="xs" autosize minRows={1} value={text} onChange={(event) => set(event.currentTarget.value)} />
  ) : (
    <TextInput label={t("title")} value={text} onChange={(event) => set(event.currentTarget.value)} />
  );
}

function NameField({ node }: { readonly node: string }): JSX.Element {
  const { t } = useTranslation("inspector");
  const document = useDocument();
  const change = useChange();
  const selection = useSelection();
  const [typed, setTyped] = useState(node);
  const problem = renameProblem(document.store.getState(), node, typed);
  const rename = (): void => {
    if (typed === node || problem !== undefined) return;
    if (change(t("renamed", { from: node, to: typed }), (view) => renameNode(view, node, typed))) selection.select([typed]);
  };
  return (
    <TextInput
      label={t("name")}
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
