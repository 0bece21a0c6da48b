import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Play } from "lucide-react";
import { type JSX, memo } from "react";
import { useTranslation } from "react-i18next";
import css from "./canvas.module.css";
import { handles } from "./gestures/handles.ts";
import type { FrameNodeType, StartNodeType } from "./scene/flow.ts";

/** Where the run begins. */
export const StartNode = memo(function StartNode(_props: NodeProps<StartNodeType>): JSX.Element {
  const { t } = useTranslation("canvas");
  return (
    <span className={css["start"]} title={t("start")}>
      <Play size={12} strokeWidth={2} aria-hidden />
      <Handle type="source" id={handles.start} position={Position.Right} />
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
