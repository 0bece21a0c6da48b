import "@xyflow/react/dist/base.css";
import { Background, BackgroundVariant, MiniMap, ReactFlow, SelectionMode, useReactFlow } from "@xyflow/react";
import { type JSX, type MouseEvent, useCallback, useContext, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotices } from "../elements/use-notices.ts";
import { useSelected, useSelection } from "../selection/use-selection.tsx";
import { useArrangement } from "./arrange/use-arrangement.ts";
import css from "./canvas.module.css";
import { CardNode } from "./card/card-node.tsx";
import { DetailContext } from "./detail.ts";
import { LinesContext } from "./edges/lines.ts";
import { LinkEdge } from "./edges/link-edge.tsx";
import { WireEdge } from "./edges/wire-edge.tsx";
import { Empty } from "./empty.tsx";
import { ConnectingContext } from "./gestures/connecting.ts";
import { QuickAdd } from "./gestures/quick-add.tsx";
import { useAdd, useBeside } from "./gestures/use-add.ts";
import { useCanvasKeys } from "./gestures/use-canvas-keys.ts";
import { useConnect } from "./gestures/use-connect.ts";
import { useDrop } from "./gestures/use-drop.ts";
import { useMove } from "./gestures/use-move.ts";
import { useQuickAdd } from "./gestures/use-quick-add.ts";
import { Overview, overviewFrom } from "./overview.tsx";
import type { CanvasEdge, CanvasNode } from "./scene/flow.ts";
import { useFlow } from "./scene/use-flow.ts";
import { useScene } from "./scene/use-scene.ts";
import { useSight } from "./sight.ts";
import { FrameNode, NoteNode, StartNode } from "./small-nodes.tsx";
import { type CanvasTool, Toolbar } from "./toolbar.tsx";
import { useDetailAt } from "./use-detail-at.ts";
import { useInSight } from "./use-in-sight.ts";

const nodeTypes = { card: CardNode, start: StartNode, frame: FrameNode, note: NoteNode };
const edgeTypes = { wire: WireEdge, link: LinkEdge };
// What does not change between two drawings is one object, so that React Flow has nothing to compare.
const still = {
  nodeTypes,
  edgeTypes,
  panActivationKeyCode: "Space",
  panOnScroll: true,
  selectionMode: SelectionMode.Partial,
  multiSelectionKeyCode: "Shift",
  selectionKeyCode: null,
  deleteKeyCode: null,
  zoomOnDoubleClick: false,
  nodesFocusable: false,
  edgesFocusable: false,
  disableKeyboardA11y: true,
  elevateNodesOnSelect: false,
  onlyRenderVisibleElements: true,
  minZoom: 0.05,
  maxZoom: 2,
  nodeDragThreshold: 3,
  connectionRadius: 24,
  proOptions: { hideAttribution: true },
} as const;
const noNodes: CanvasNode[] = [];
const noEdges: CanvasEdge[] = [];
const byMiddleAndRight = [1, 2];

/** The canvas itself: what stands on it, and what every gesture on it means. */
export function Surface(): JSX.Element {
  const { t } = useTranslation("canvas");
  const notices = useNotices();
  const selection = useSelection();
  const box = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const focus = useCallback(() => surface.current?.focus({ preventScroll: true }), []);
  const scene = useScene();
  const arrangement = useArrangement(scene);
  const { places, routes } = arrangement;
  const { nodes, edges, lines, onNodesChange } = useFlow(scene, places, routes);
  const detail = useDetailAt(box);
  const sight = useSight(scene, places);
  useInSight(box, scene, places, routes, sight);
  const [tool, setTool] = useState<CanvasTool>("select");
  const [spoken, setSpoken] = useState("");
  const active = useSelected((state) => state.nodes.at(-1));
  const connecting = useContext(ConnectingContext);
  const connect = useConnect(scene);
  const add = useAdd(places);
  const beside = useBeside(scene, places);
  const { moved, addNote } = useMove(box, places);
  const quickAdd = useQuickAdd({ box, connect, add, beside, active, focus });
  const keys = useCanvasKeys({ scene, places, connect, add, beside, openQuick: quickAdd.openBeside, say: setSpoken });
  const drop = useDrop(scene, add);
  const flow = useReactFlow();
  const tidy = async (): Promise<void> => {
    if (!(await arrangement.tidy(t("gestures.tidy")))) notices.tell(t("late"));
  };
  const count = scene.cards.size;
  const overview = detail === "far" && count >= overviewFrom;
  return (
    <DetailContext value={detail}>
      <LinesContext value={lines}>
        <div
          ref={box}
          className={css["canvas"]}
          data-tool={tool}
          {...drop}
          onDoubleClick={(event: MouseEvent) => {
            if (event.target instanceof Element && event.target.classList.contains("react-flow__pane")) quickAdd.openAt(event.clientX, event.clientY);
          }}
        >
          <ReactFlow<CanvasNode, CanvasEdge>
            {...still}
            ref={surface}
            tabIndex={0}
            aria-label={t("label", { count })}
            aria-activedescendant={active === undefined ? undefined : `node-${active}`}
            onKeyDown={keys}
            nodes={overview ? noNodes : nodes}
            edges={overview ? noEdges : edges}
            onNodesChange={onNodesChange}
            onNodeClick={focus}
            onEdgeClick={(_event, edge) => edge.type === "wire" && selection.selectWire(edge.id)}
            onPaneClick={({ clientX, clientY }) => {
              const { x, y } = flow.screenToFlowPosition({ x: clientX, y: clientY });
              const [hit] = overview ? lines.boxes.within(x, y, x, y) : [];
              if (hit === undefined) selection.clear();
              else selection.reveal(hit.id);
            }}
            onNodeDragStop={(_event, _node, dragged) => moved(dragged)}
            onConnectStart={(_event, { nodeId, handleId }) => nodeId !== null && handleId !== null && connect.begin(nodeId, handleId)}
            isValidConnection={({ target }) => connect.allowed(target)}
            onConnect={({ target }) => connect.finish({ type: "node", node: target })}
            onConnectEnd={(event, { toNode }) => {
              const point = "clientX" in event ? event : event.changedTouches[0];
              if (connecting.getState().connecting === undefined) return;
              if (toNode === null && point !== undefined) quickAdd.openAt(point.clientX, point.clientY);
              else connect.end();
            }}
            onReconnectStart={(_event, edge) => connect.begin(edge.source, edge.sourceHandle ?? "")}
            onReconnectEnd={(_event, _edge, _type, { toNode }) => toNode !== null && connect.end()}
            onReconnect={(_edge, { target }) => connect.finish({ type: "node", node: target })}
            selectionOnDrag={tool === "select"}
            panOnDrag={tool === "pan" ? true : byMiddleAndRight}
          >
            <Background variant={BackgroundVariant.Dots} gap={20} size={2} color="var(--b-canvas-dot)" bgColor="var(--b-canvas)" />
            {count > 3 && !overview && (
              <MiniMap
                className={css["minimap"] ?? ""}
                style={{ width: 140, height: 90 }}
                nodeColor={minimapColour}
                nodeBorderRadius={18}
                maskColor="transparent"
                maskStrokeColor="var(--b-accent)"
                maskStrokeWidth={4}
                bgColor="var(--b-raised)"
                pannable
                ariaLabel={t("minimap")}
              />
            )}
          </ReactFlow>
          {overview && places !== undefined && <Overview scene={scene} places={places} />}
          {count === 0 && <Empty add={quickAdd.openBeside} />}
          {arrangement.busy && <div className={css["busy"]}>{t("busy")}</div>}
          {quickAdd.quick !== undefined && <QuickAdd at={quickAdd.quick.at} ends={quickAdd.quick.wire} choose={quickAdd.choose} close={quickAdd.close} />}
          <Toolbar
            tool={tool}
            setTool={setTool}
            busy={arrangement.busy}
            tidy={() => void tidy()}
            fit={() => sight.all(false)}
            cancel={arrangement.cancel}
            addNote={addNote}
          />
          <span className="sr" aria-live="assertive">
            {spoken}
          </span>
        </div>
      </LinesContext>
    </DetailContext>
  );
}

function minimapColour(node: CanvasNode): string {
  if (node.type !== "card") return "transparent";
  const family = node.data.card.node.appearance?.family ?? "flow";
  return `color-mix(in srgb, var(--b-${family === "elsewhere" ? "else" : family}) 50%, transparent)`;
}
