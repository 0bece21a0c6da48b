import { Handle, type NodeProps, Position } from "@xyflow/react";
import { inlet } from "@baton/draw";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type JSX, memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { setGroup } from "../../document/commands/groups.ts";
import { useChange } from "../../document/use-change.ts";
import { useEditing } from "../editing.ts";
import { handles } from "../gestures/handles.ts";
import type { GroupNodeType } from "../scene/flow.ts";
import css from "./group.module.css";

/** A frame round nodes, with a title that can be dragged; collapsed, one card in their place. */
export const GroupNode = memo(function GroupNode({ id, data, width, height, selected }: NodeProps<GroupNodeType>): JSX.Element {
  const { t } = useTranslation("canvas");
  const { group } = data;
  const change = useChange();
  const [asked, done] = useEditing(id);
  const [begun, setBegun] = useState(false);
  const folded = group.collapsed === true;
  const retitle = (title: string): void => {
    setBegun(false);
    done();
    if (title !== "" && title !== group.title) change(t("gestures.retitle"), (view) => setGroup(view, group.id, { title }));
  };
  const toggle = t(folded ? "group.expand" : "group.collapse", { title: group.title });
  return (
    <div
      className={css["group"]}
      data-colour={group.colour ?? "grey"}
      data-folded={folded}
      data-selected={selected}
      style={{ width, height }}
      role="group"
      aria-label={t("group.label", { title: group.title, count: group.nodes.length })}
    >
      <header data-drag className={css["head"]}>
        <button
          type="button"
          className="nodrag"
          aria-label={toggle}
          title={toggle}
          tabIndex={-1}
          onClick={() => change(t(folded ? "gestures.expand" : "gestures.collapse"), (view) => setGroup(view, group.id, { collapsed: !folded }))}
        >
          {folded ? <ChevronRight size={13} aria-hidden /> : <ChevronDown size={13} aria-hidden />}
        </button>
        {asked || begun ? (
          <input
            className="nodrag"
            aria-label={t("group.title")}
            defaultValue={group.title}
            autoFocus
            onFocus={(event) => event.currentTarget.select()}
            onBlur={(event) => retitle(event.target.value.trim())}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
            }}
          />
        ) : (
          <b onDoubleClick={() => setBegun(true)}>{group.title}</b>
        )}
        <small>{folded ? t("group.steps", { count: group.nodes.length }) : ""}</small>
      </header>
      {folded && (
        <>
          <Handle type="target" id={handles.in} position={Position.Left} isConnectable={false} style={{ top: inlet }} />
          <Handle type="target" id={handles.held} position={Position.Top} isConnectable={false} style={{ left: 22 }} />
          <Handle type="source" id={handles.out} position={Position.Right} isConnectable={false} style={{ top: inlet }} />
        </>
      )}
    </div>
  );
});
