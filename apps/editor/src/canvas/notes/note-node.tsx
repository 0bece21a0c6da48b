import { type NodeProps, NodeResizer } from "@xyflow/react";
import { type JSX, lazy, memo, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { setNotes } from "../../document/commands/places.ts";
import { useChange } from "../../document/use-change.ts";
import { useSelection } from "../../selection/use-selection.tsx";
import type { NoteNodeType } from "../scene/flow.ts";
import css from "./note.module.css";
import { useEditing } from "../editing.ts";

const Markdown = lazy(() => import("./note-markdown.tsx").then((module) => ({ default: module.NoteMarkdown })));

/** A floating note in Markdown: double-click, or Enter, to write. */
export const NoteNode = memo(function NoteNode({ id, data, width, height, selected }: NodeProps<NoteNodeType>): JSX.Element {
  const { t } = useTranslation("canvas");
  const change = useChange();
  const selection = useSelection();
  const [asked, done] = useEditing(id);
  const [begun, setBegun] = useState(false);
  const writing = asked || begun;
  const keep = (text: string): void => {
    setBegun(false);
    done();
    if (text === data.text && text !== "") return;
    if (text === "") selection.clear();
    change(t("gestures.note"), (view) =>
      setNotes(
        view,
        text === ""
          ? view.layout.notes.filter((note) => note.id !== data.id)
          : view.layout.notes.map((note) => (note.id === data.id ? { ...note, text } : note)),
      ),
    );
  };
  const resize = (box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): void => {
    const [x, y, wide, tall] = [box.x, box.y, box.width, box.height].map(Math.round);
    change(t("gestures.resize"), (view) =>
      setNotes(
        view,
        view.layout.notes.map((note) =>
          note.id === data.id ? { ...note, x: x ?? note.x, y: y ?? note.y, width: wide ?? note.width, height: tall ?? note.height } : note,
        ),
      ),
    );
  };
  return (
    <>
      <NodeResizer
        isVisible={selected}
        minWidth={80}
        minHeight={32}
        onResizeEnd={(_event, box) => resize(box)}
        lineClassName={css["line"] ?? ""}
        handleClassName={css["handle"] ?? ""}
      />
      <div className={css["note"]} data-selected={selected} style={{ width, height }} onDoubleClick={() => setBegun(true)}>
        {writing ? (
          <textarea
            className="nodrag nowheel"
            aria-label={t("note.label")}
            placeholder={t("note.placeholder")}
            defaultValue={data.text}
            autoFocus
            onBlur={(event) => keep(event.target.value.trim())}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) event.currentTarget.blur();
            }}
          />
        ) : (
          <Suspense fallback={data.text}>
            <Markdown text={data.text} />
          </Suspense>
        )}
      </div>
    </>
  );
});
