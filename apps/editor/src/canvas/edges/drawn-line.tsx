import { roundedPath } from "@baton/draw";
import { type ConnectionLineComponentProps, Position } from "@xyflow/react";
import { type JSX, useContext } from "react";
import { handles } from "../gestures/handles.ts";
import type { CanvasNode } from "../scene/flow.ts";
import { LinesContext } from "./lines.ts";
import { hang, route } from "./route.ts";

/** The line from a port to the pointer: it goes as the one that it becomes. */
export function DrawnLine({ fromX, fromY, toX, toY, fromPosition, fromHandle }: ConnectionLineComponentProps<CanvasNode>): JSX.Element {
  const { boxes } = useContext(LinesContext);
  const [from, to] = [
    { x: fromX, y: fromY },
    { x: toX, y: toY },
  ];
  const points = fromPosition === Position.Bottom ? hang(from, to) : fromPosition === Position.Left ? route(to, from, boxes) : route(from, to, boxes);
  const relation = fromHandle.id === handles.owns ? "owns" : fromHandle.id === handles.hands ? "hands" : undefined;
  return <path className="react-flow__connection-path" data-relation={relation} d={roundedPath(points, 9)} />;
}
