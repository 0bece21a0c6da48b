import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Play } from "lucide-react";
import { type JSX, memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { setNotes } from "../document/commands/places.ts";
import { useChange } from "../document/use-change.ts";
import css from "./canvas.module.css";
import { type FrameNodeType, type NoteNodeType, startId, type StartNodeType } from "./scene/flow.ts";

/** Where the run begins. */
export const StartNode = memo(function StartNode(_props: NodeProps<StartNodeType>): JSX.Element {
  const { t } = useTranslation("canvas");
  return (
    <span className={css["start"]} title={t("start")}>
      <Play size={12} strokeWidth={2} aria-hidden />
      <Handle type="source" id={startId} position={Position.Right} />
    </span>
  );
});

/** The frame round a region whose branches run side by side. */
export const FrameNode = memo(function FrameNode({ data, width, height }: NodeProps<FrameNodeType>): JSX.Element {
  return (
    <div className={css["frame"]} style={{ width, height }}>
      {data.label}
    </div>
  );
});

/** A floating note: double-click to write. */
export const NoteNode = memo(function NoteNode({ data, width, height, selected }: NodeProps<NoteNodeType>): JSX.Element {
  const { t } = useTranslation("canvas");
  const change = useChange();
  const [writing, setWriting] = useState(data.text === "");
  const keep = (text: string): void => {
    setWriting(false);
    change(t("gestures.note"), (view) =>
      setNotes(
        view,
        text === ""
          ? view.layout.notes.filter((note) => note.id !== data.id)
          : view.layout.notes.map((note) => (note.id === data.id ? { ...note, text } : note)),
      ),
    );
  };
  return (
    <div className={css["note"]} data-selected={selected} style={{ width, height }} onDoubleClick={() => setWriting(true)}>
      {writing ? (
        <textarea
          className="nodrag nowheel"
          aria-label={t("note.placeholder")}
          placeholder={t("note.placeholder")}
          defaultValue={data.text}
          autoFocus
          onBlur={(event) => keep(event.target.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
      ) : (
        data.text
      )}
    </div>
  );
});
