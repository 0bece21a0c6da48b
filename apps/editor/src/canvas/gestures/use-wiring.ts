import { type OnConnectEnd, type OnConnectStart, type OnReconnect, type IsValidConnection, type HandleType } from "@xyflow/react";
import { useLayoutEffect, useMemo, useRef } from "react";
import type { CanvasEdge } from "../scene/flow-edges.ts";
import { handles } from "./handles.ts";
import { type Connect, wireFrom } from "./use-connect.ts";

interface Wiring {
  readonly onConnectStart: OnConnectStart;
  readonly isValidConnection: IsValidConnection<CanvasEdge>;
  readonly onConnect: (connection: { readonly source: string; readonly sourceHandle: string | null; readonly target: string }) => void;
  readonly onConnectEnd: OnConnectEnd;
  readonly onReconnectStart: (event: unknown, edge: CanvasEdge, fixed: HandleType) => void;
  readonly onReconnect: OnReconnect<CanvasEdge>;
}

const noPorts: readonly (string | null | undefined)[] = [handles.owns, handles.hands, handles.out];

/** What React Flow tells of wires that the mouse draws. `openAt`: a wire was dropped where nothing is. */
export function useWiring(newest: Connect, openAt: (x: number, y: number) => void): Wiring {
  const now = useRef({ connect: newest, openAt });
  useLayoutEffect(() => {
    now.current = { connect: newest, openAt };
  });
  /** True from the moment that a wire's end is taken up: what React Flow begins then has begun already. */
  const moves = useRef(false);
  return useMemo(() => {
    const finish = ({ source, sourceHandle, target }: Parameters<Wiring["onConnect"]>[0]): void => {
      const { connect } = now.current;
      if (connect.from()?.type === "into") connect.finish({ type: "node", node: source }, sourceHandle ?? undefined);
      else connect.finish({ type: "node", node: target });
    };
    return {
      onConnectStart: (_event, { nodeId, handleId }) => {
        if (!moves.current && nodeId !== null && handleId !== null) now.current.connect.beginAt(nodeId, handleId);
      },
      onReconnectStart: (_event, edge, fixed) => {
        moves.current = true;
        const { connect } = now.current;
        if (fixed === "target" && edge.type === "wire")
          connect.begin({ type: "into", node: edge.target, moves: wireFrom(edge.data?.wire ?? { from: undefined, key: "" }) });
        else connect.beginAt(edge.source, edge.sourceHandle ?? "");
      },
      isValidConnection: ({ source, sourceHandle, target }) => {
        const { connect } = now.current;
        return connect.from()?.type === "into" ? connect.allowed(source) && !noPorts.includes(sourceHandle) : connect.allowed(target);
      },
      onConnect: finish,
      onReconnect: (_edge, connection) => finish(connection),
      onConnectEnd: (event) => {
        moves.current = false;
        const { connect } = now.current;
        const point = "clientX" in event ? event : event.changedTouches[0];
        if (connect.from() === undefined || point === undefined) return;
        const under = document.elementsFromPoint(point.clientX, point.clientY);
        const node = under.map((element) => element.closest(".react-flow__node")?.getAttribute("data-id") ?? undefined).find((id) => id !== undefined);
        // The whole card takes a wire, not its port alone.
        if (node !== undefined && connect.allowed(node)) connect.finish({ type: "node", node });
        else if (node === undefined && under.some((element) => element.classList.contains("react-flow__pane")))
          now.current.openAt(point.clientX, point.clientY);
        else connect.end();
      },
    };
  }, []);
}
