import "@xyflow/react/dist/base.css";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  type NodeMouseHandler,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useOnViewportChange,
  useReactFlow,
} from "@xyflow/react";
import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { type DragEvent, type JSX, type MouseEvent, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocument, useDocumentState } from "../document/use-document.tsx";
import { useChange } from "../document/use-change.ts";
import { placeNodes, setNotes } from "../document/commands/places.ts";
import { useNotices } from "../elements/use-notices.ts";
import { dragType, kindItems, toolItems } from "../palette/items.ts";
import { useServePalette } from "../palette/palette-target.ts";
import { useSelected, useSelection } from "../selection/use-selection.tsx";
import { useArrangement } from "./arrange/use-arrangement.ts";
import css from "./canvas.module.css";
import { CardNode } from "./card/card-node.tsx";
import { type Detail, detailAt, DetailContext } from "./detail.ts";
import { LinesContext } from "./edges/lines.ts";
import { LinkEdge } from "./edges/link-edge.tsx";
import { WireEdge } from "./edges/wire-edge.tsx";
import { createConnecting, ConnectingContext } from "./gestures/connecting.ts";
import { QuickAdd, type QuickChoice } from "./gestures/quick-add.tsx";
import { type AddPlace, useAdd, useBeside } from "./gestures/use-add.ts";
import { useConnect, wireFrom } from "./gestures/use-connect.ts";
import { useCanvasKeys } from "./gestures/use-canvas-keys.ts";
import { createProblemMarks, ProblemsContext, problemsByNode } from "./marks.ts";
import type { CanvasNode } from "./scene/flow.ts";
import { useFlow } from "./scene/use-flow.ts";
import { useScene } from "./scene/use-scene.ts";
import { FrameNode, NoteNode, StartNode } from "./small-nodes.tsx";
import { type CanvasTool, Toolbar } from "./toolbar.tsx";

/** All in sight, clear of the bars that float over the canvas. */
const fit = { padding: { top: "48px", right: "56px", bottom: "72px", left: "40px" }, maxZoom: 1 } as const;
const nodeTypes = { card: CardNode, start: StartNode, frame: FrameNode, note: NoteNode };
const edgeTypes = { wire: WireEdge, link: LinkEdge };

/** The graph, drawn and edited: React Flow stands behind this folder alone. */
export function Canvas(): JSX.Element {
  const connecting = useMemo(createConnecting, []);
  const marks = useMemo(createProblemMarks, []);
  const problems = useDocumentState((state) => state.problems);
  useEffect(() => marks.setState(({ byNode }) => ({ byNode: problemsByNode(problems, byNode) })), [marks, problems]);
  return (
    <ReactFlowProvider>
      <ConnectingContext value={connecting}>
        <ProblemsContext value={marks}>
          <Surface />
        </ProblemsContext>
      </ConnectingContext>
    </ReactFlowProvider>
  );
}

interface Quick {
  readonly at: { readonly x: number; readonly y: number };
  readonly place: AddPlace;
  readonly wire: boolean;
}

function Surface(): JSX.Element {
  const { t } = useTranslation("canvas");
  const document = useDocument();
  const change = useChange();
  const notices = useNotices();
  const selection = useSelection();
  const flow = useReactFlow<CanvasNode>();
  const box = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const scene = useScene();
  const arrangement = useArrangement(scene);
  const { places, routes } = arrangement;
  const { nodes, edges, lines, onNodesChange } = useFlow(scene, places, routes);
  const [tool, setTool] = useState<CanvasTool>("select");
  const [quick, setQuick] = useState<Quick>();
  const [spoken, setSpoken] = useState("");
  const [detail, setDetail] = useState<Detail>("near");
  const connect = useConnect(scene);
  const connecting = useContext(ConnectingContext);
  const add = useAdd(places);
  const beside = useBeside(scene, places);
  const active = useSelected((state) => state.nodes.at(-1));
  const reveal = useSelected((state) => state.reveal);

  useOnViewportChange({
    onChange: useCallback(({ zoom }) => {
      const next = detailAt(zoom);
      setDetail(next);
      if (next !== "near") box.current?.style.setProperty("--zoom", String(Math.round(zoom * 20) / 20 || 0.05));
    }, []),
  });

  const fitted = useRef(false);
  useEffect(() => {
    if (places === undefined || fitted.current || (nodes.length === 0 && places.size > 0)) return;
    fitted.current = true;
    if (places.size === 0) return;
    void flow.fitView(fit);
  }, [flow, places, nodes]);
  useEffect(() => {
    if (reveal !== undefined)
      void flow.fitView({ nodes: [{ id: reveal.node }], maxZoom: Math.max(flow.getZoom(), 0.7), minZoom: flow.getZoom(), duration: 160 });
  }, [flow, reveal]);

  // What was chosen stays in sight where the inspector takes some of the canvas.
  useEffect(() => {
    if (active === undefined) return undefined;
    const frame = requestAnimationFrame(() => {
      const [corner, node] = [box.current?.getBoundingClientRect(), flow.getInternalNode(active)];
      if (corner === undefined || node === undefined) return;
      const { x, y } = flow.flowToScreenPosition({ x: node.internals.positionAbsolute.x + (node.width ?? 0) / 2, y: node.internals.positionAbsolute.y + 23 });
      const seen = x > corner.left && x < corner.right - 20 && y > corner.top && y < corner.bottom - 20;
      if (!seen)
        void flow.setCenter(node.internals.positionAbsolute.x + (node.width ?? 0) / 2, node.internals.positionAbsolute.y + 40, {
          zoom: flow.getZoom(),
          duration: 160,
        });
    });
    return () => cancelAnimationFrame(frame);
  }, [active, flow]);

  /** A point of the page, from the canvas's corner and in the graph's own measure. */
  const pointAt = useCallback(
    (x: number, y: number) => {
      const corner = box.current?.getBoundingClientRect();
      return { at: { x: x - (corner?.left ?? 0), y: y - (corner?.top ?? 0) }, flow: flow.screenToFlowPosition({ x, y }) };
    },
    [flow],
  );
  const openQuick = useCallback(
    (x: number, y: number) => {
      const point = pointAt(x, y);
      setQuick({ at: point.at, place: { at: { x: point.flow.x, y: point.flow.y - 23 } }, wire: false });
    },
    [pointAt],
  );
  /** Quick-add by keys: after the selected node, else in the middle. */
  const quickBeside = useCallback(() => {
    const corner = box.current?.getBoundingClientRect();
    const place = beside(active);
    const middle = { x: (corner?.left ?? 0) + (corner?.width ?? 0) / 2 - 116, y: (corner?.top ?? 0) + (corner?.height ?? 0) / 3 };
    const point = place === undefined ? middle : flow.flowToScreenPosition(place.at);
    const from = connecting.getState().connecting;
    const at = place?.at ?? flow.screenToFlowPosition(middle);
    setQuick({ at: pointAt(point.x, point.y).at, place: from === undefined ? (place ?? { at }) : { at, after: from }, wire: from !== undefined });
  }, [beside, active, flow, pointAt, connecting]);
  const choose = (choice: QuickChoice): void => {
    if (quick === undefined) return;
    if (choice.type === "item") add(choice.item, quick.place);
    else connect.finish({ type: "outcome", outcome: choice.outcome });
    connect.end();
    setQuick(undefined);
    surface.current?.focus();
  };

  const tidy = useCallback(() => {
    const lay = async (): Promise<void> => {
      if (await arrangement.tidy(t("gestures.tidy"))) requestAnimationFrame(() => void flow.fitView({ ...fit, duration: 160 }));
      else notices.tell(t("late"));
    };
    void lay();
  }, [arrangement, flow, notices, t]);
  useServePalette(
    useCallback(
      (item) => {
        const corner = box.current?.getBoundingClientRect();
        const middle = { x: (corner?.left ?? 0) + (corner?.width ?? 0) / 2 - 70, y: (corner?.top ?? 0) + (corner?.height ?? 0) / 2 - 30 };
        add(item, beside(active) ?? { at: flow.screenToFlowPosition(middle) });
        surface.current?.focus({ preventScroll: true });
      },
      [add, beside, active, flow],
    ),
  );
  const addNote = useCallback(() => {
    const corner = box.current?.getBoundingClientRect();
    const { x, y } = flow.screenToFlowPosition({ x: (corner?.left ?? 0) + 120, y: (corner?.top ?? 0) + 100 });
    change(t("gestures.note"), (view) => {
      const number = view.layout.notes.reduce((most, note) => Math.max(most, Number(note.id) || 0), 0) + 1;
      return setNotes(view, [...view.layout.notes, { id: String(number), x: Math.round(x), y: Math.round(y), width: 180, height: 64, text: "" }]);
    });
  }, [change, flow, t]);

  const keys = useCanvasKeys({ scene, places, connect, add, beside, openQuick: quickBeside, say: setSpoken });

  const dropped = (event: DragEvent): void => {
    const id = event.dataTransfer.getData(dragType);
    const item = [...kindItems, ...toolItems(document.store.getState().manifest)].find((each) => each.id === id);
    if (item === undefined) return;
    event.preventDefault();
    const { flow: at } = pointAt(event.clientX, event.clientY);
    const under = window.document.elementsFromPoint(event.clientX, event.clientY).map((element) => element.closest("[data-id].react-flow__edge"));
    const wire = scene.picture.wires.find((each) => under.some((edge) => edge?.getAttribute("data-id") === each.id));
    add(item, { at: { x: at.x - 60, y: at.y - 23 }, ...(wire === undefined ? {} : { into: { from: wireFrom(wire) } }) });
  };

  const select = useCallback<NodeMouseHandler<CanvasNode>>(() => surface.current?.focus({ preventScroll: true }), []);
  const count = scene.cards.size;
  return (
    <DetailContext value={detail}>
      <LinesContext value={lines}>
        <div
          ref={box}
          className={css["canvas"]}
          data-tool={tool}
          onDragOver={(event) => event.dataTransfer.types.includes(dragType) && event.preventDefault()}
          onDrop={dropped}
          onDoubleClick={(event: MouseEvent) => {
            if (event.target instanceof Element && event.target.classList.contains("react-flow__pane")) openQuick(event.clientX, event.clientY);
          }}
        >
          <ReactFlow<CanvasNode>
            ref={surface}
            tabIndex={0}
            aria-label={t("label", { count })}
            aria-activedescendant={active === undefined ? undefined : `node-${active}`}
            onKeyDown={keys}
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onNodesChange={onNodesChange}
            onNodeClick={select}
            onEdgeClick={(_event, edge) => edge.type === "wire" && selection.selectWire(edge.id)}
            onPaneClick={() => {
              selection.clear();
              setQuick(undefined);
            }}
            onNodeDragStop={(_event, _node, moved) => {
              const cards = moved.filter((node) => node.type === "card");
              const notes = new Map(moved.filter((node) => node.type === "note").map((node) => [node.data.id, node.position]));
              change(t("gestures.move"), (view) => {
                const { layout = view.layout } =
                  cards.length === 0 ? {} : placeNodes(view, places ?? new Map(), new Map(cards.map((node) => [node.id, node.position])));
                const at = (note: (typeof layout.notes)[number]): (typeof layout.notes)[number] => ({
                  ...note,
                  x: Math.round(notes.get(note.id)?.x ?? note.x),
                  y: Math.round(notes.get(note.id)?.y ?? note.y),
                });
                return { layout: { ...layout, notes: layout.notes.map(at) } };
              });
            }}
            onConnectStart={(_event, { nodeId, handleId }) => nodeId !== null && handleId !== null && connect.begin(nodeId, handleId)}
            isValidConnection={({ target }) => connect.allowed(target)}
            onConnect={({ target }) => connect.finish({ type: "node", node: target })}
            onConnectEnd={(event, state) => {
              const from = connecting.getState().connecting;
              if (from === undefined) return;
              const point = "clientX" in event ? event : event.changedTouches[0];
              if (state.toNode !== null || point === undefined) {
                connect.end();
                return;
              }
              const at = pointAt(point.clientX, point.clientY);
              setQuick({ at: at.at, place: { at: { x: at.flow.x, y: at.flow.y - 23 }, after: from }, wire: true });
            }}
            onReconnectStart={(_event, edge) => connect.begin(edge.source, edge.sourceHandle ?? "")}
            onReconnect={(_edge, { target }) => connect.finish({ type: "node", node: target })}
            onReconnectEnd={() => quick === undefined && connect.end()}
            selectionOnDrag={tool === "select"}
            panOnDrag={tool === "pan" ? true : [1, 2]}
            panActivationKeyCode="Space"
            panOnScroll
            selectionMode={SelectionMode.Partial}
            multiSelectionKeyCode="Shift"
            selectionKeyCode={null}
            deleteKeyCode={null}
            zoomOnDoubleClick={false}
            nodesFocusable={false}
            edgesFocusable={false}
            disableKeyboardA11y
            elevateNodesOnSelect={false}
            onlyRenderVisibleElements
            minZoom={0.05}
            maxZoom={2}
            nodeDragThreshold={3}
            connectionRadius={24}
            proOptions={{ hideAttribution: true }}
          >
            <Background variant={BackgroundVariant.Dots} gap={20} size={2} color="var(--b-canvas-dot)" bgColor="var(--b-canvas)" />
            {count > 3 && (
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
          {count === 0 && (
            <div className={css["empty"]}>
              <div>
                <b>{t("empty.title")}</b>
                <p>{t("empty.text")}</p>
                <Button leftSection={<Plus size={14} aria-hidden />} onClick={quickBeside}>
                  {t("empty.add")}
                </Button>
              </div>
            </div>
          )}
          {arrangement.busy && <div className={css["busy"]}>{t("busy")}</div>}
          {quick !== undefined && (
            <QuickAdd
              at={quick.at}
              ends={quick.wire}
              choose={choose}
              close={() => {
                connect.end();
                setQuick(undefined);
                surface.current?.focus();
              }}
            />
          )}
          <Toolbar
            tool={tool}
            setTool={setTool}
            busy={arrangement.busy}
            tidy={tidy}
            fit={() => void flow.fitView(fit)}
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
