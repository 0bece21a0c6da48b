import "@xyflow/react/dist/base.css";
import { Background, BackgroundVariant, MiniMap, type OnNodeDrag, ReactFlow, SelectionMode, useReactFlow } from "@xyflow/react";
import { type JSX, memo, type MouseEvent, useCallback, useContext, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClipboard } from "../clipboard/use-clipboard.ts";
import type { Reading } from "../document/reading.ts";
import { useCommands } from "../find/use-commands.ts";
import { modKey } from "../keys/keymap.ts";
import { useServeInsert } from "../palette/palette-target.ts";
import { useSelected, useSelection } from "../selection/use-selection.tsx";
import { actionsOf } from "./actions/actions.ts";
import { shownChord } from "./actions/chord.ts";
import { Overlays } from "./actions/overlays.tsx";
import { useArrangement } from "./arrange/use-arrangement.ts";
import { useTidy } from "./arrange/use-tidy.ts";
import css from "./canvas.module.css";
import { CardNode } from "./card/card-node.tsx";
import { DetailContext, isLarge } from "./detail.ts";
import { DrawnLine } from "./edges/drawn-line.tsx";
import { HandoverEdge } from "./edges/handover-edge.tsx";
import { type Lines, LinesContext } from "./edges/lines.ts";
import { LinkEdge } from "./edges/link-edge.tsx";
import { WireEdge } from "./edges/wire-edge.tsx";
import { Empty } from "./empty.tsx";
import { Ghost } from "./gestures/ghost.tsx";
import { Guides } from "./gestures/guides.tsx";
import { QuickAdd } from "./gestures/quick-add.tsx";
import { thingAt, wireAt } from "./gestures/under.ts";
import { useAdd, useBeside } from "./gestures/use-add.ts";
import { useCanvasKeys } from "./gestures/use-canvas-keys.ts";
import { useConnect, wireFrom } from "./gestures/use-connect.ts";
import { GuidesContext, useDrag } from "./gestures/use-drag.ts";
import { useDrop } from "./gestures/use-drop.ts";
import { useMarquee } from "./gestures/use-marquee.ts";
import { useMove } from "./gestures/use-move.ts";
import { usePointing } from "./gestures/use-pointing.ts";
import { useQuickAdd } from "./gestures/use-quick-add.ts";
import { useWiring } from "./gestures/use-wiring.ts";
import { GroupNode } from "./groups/group-node.tsx";
import { NoteNode } from "./notes/note-node.tsx";
import { PictureMap } from "./overview/minimap.tsx";
import { Overview } from "./overview/overview.tsx";
import type { CanvasNode } from "./scene/flow.ts";
import type { CanvasEdge } from "./scene/flow-edges.ts";
import { floatOf } from "./scene/fold.ts";
import { useFlow } from "./scene/use-flow.ts";
import { useNear } from "./scene/use-near.ts";
import { useScene } from "./scene/use-scene.ts";
import { useSight } from "./sight.ts";
import { FrameNode, StartNode } from "./small-nodes.tsx";
import { type CanvasTool, Toolbar } from "./toolbar.tsx";
import { useActing } from "./use-acting.ts";
import { useDetailAt } from "./use-detail-at.ts";
import { useInSight } from "./use-in-sight.ts";
import { useSteady } from "./use-steady.ts";

const nodeTypes = { card: CardNode, start: StartNode, frame: FrameNode, note: NoteNode, group: GroupNode };
const edgeTypes = { wire: WireEdge, link: LinkEdge, handover: HandoverEdge };
// What does not change between two drawings is one object, so that React Flow has nothing to compare.
const still = {
  nodeTypes,
  edgeTypes,
  connectionLineComponent: DrawnLine,
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
const byMiddle = [1];

/** The canvas itself: what stands on it, and what every gesture on it means. */
export const Surface = memo(function Surface({ shown }: { readonly shown: Reading }): JSX.Element {
  const { t } = useTranslation("canvas");
  const selection = useSelection();
  const box = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const focus = useCallback(() => surface.current?.focus({ preventScroll: true }), []);
  const scene = useScene(shown);
  const arrangement = useArrangement(scene);
  const { places, routes } = arrangement;
  const known = useRef<Lines>(undefined);
  const drag = useDrag(useContext(GuidesContext), known);
  const { lines, onNodesChange, ...all } = useFlow(shown, scene, places, routes, drag.adjust);
  useEffect(() => {
    known.current = lines;
  });
  const count = scene.cards.size;
  const detail = useDetailAt(box, count);
  const far = detail === "far" && isLarge(count);
  const { nodes, edges, whole } = useNear({ ...all, lines }, scene, places, far);
  // The picture stands until all that comes in its place is there.
  const [arrived, setArrived] = useState(false);
  useEffect(() => {
    if (far || whole) setArrived(!far);
  }, [far, whole]);
  const overview = far || (isLarge(count) && !arrived);
  const sight = useSight(scene, places);
  useInSight(box, scene, places, routes, sight);
  const [tool, setTool] = useState<CanvasTool>("select");
  const [spoken, setSpoken] = useState("");
  const [menu, setMenu] = useState<{ readonly x: number; readonly y: number }>();
  const active = useSelected((state) => state.nodes.at(-1));
  const connect = useConnect(scene);
  const add = useAdd(scene, places);
  const beside = useBeside(scene, places);
  const pointing = usePointing();
  const { moved, addNote } = useMove(box, scene, places, pointing);
  const marquee = useMarquee();
  const quickAdd = useQuickAdd({ box, connect, add, beside, active, pointing, focus });
  const wiring = useWiring(connect, quickAdd.openAt);
  const clipboard = useClipboard(box, places);
  const drop = useDrop(scene, add);
  const flow = useReactFlow();
  const tidy = useTidy(arrangement);
  const fit = useCallback(() => sight.all(false), [sight]);
  const { openFor, openBeside } = quickAdd;
  const acting = useActing({ scene, places, lines, clipboard, openFor, openBeside, beside, tidy, fit, addNote });
  const keys = useCanvasKeys({
    scene,
    places,
    connect,
    add,
    here: quickAdd.here,
    openQuick: openBeside,
    pointing,
    openMenu: () => {
      const corner = box.current?.getBoundingClientRect();
      const at = places?.get(active ?? "");
      const { x, y } =
        at === undefined ? { x: (corner?.left ?? 0) + 120, y: (corner?.top ?? 0) + 80 } : flow.flowToScreenPosition({ x: at.x + 20, y: at.y + 40 });
      setMenu({ x: x - (corner?.left ?? 0), y: y - (corner?.top ?? 0) });
    },
    actions: () => actionsOf({ ...acting, selected: selection.store.getState() }),
    say: setSpoken,
  });
  useServeInsert(clipboard.insert);
  const onNodeDoubleClick = useSteady((_event: unknown, { id }: CanvasNode): void =>
    actionsOf({ ...acting, selected: { ...selection.store.getState(), nodes: [id] } })
      .find((each) => each.id === "open" && each.may)
      ?.run(),
  );
  const onEdgeClick = useSteady((_event: unknown, edge: CanvasEdge): void => {
    if (edge.selectable !== false) selection.selectWire(edge.id);
    focus();
  });
  const onPaneClick = useSteady(({ clientX, clientY }: MouseEvent): void => {
    const { x, y } = flow.screenToFlowPosition({ x: clientX, y: clientY });
    const [hit] = overview ? lines.boxes.within(x, y, x, y) : [];
    if (hit === undefined) selection.clear();
    else selection.reveal(hit.id);
    focus();
  });
  const onNodeDragStop = useSteady<Parameters<OnNodeDrag<CanvasNode>>, void>((event, _node, dragged) => {
    const over = "clientX" in event && dragged.length === 1 ? wireAt(scene, event.clientX, event.clientY) : undefined;
    moved(dragged, drag.done(), over === undefined ? undefined : wireFrom(over));
  });
  const mod = modKey(navigator.userAgent);
  useCommands(() =>
    actionsOf({ ...acting, selected: selection.store.getState() }).flatMap(({ id, label, keys: [chord] = [], may, run }) =>
      may ? [{ id: `canvas ${id}`, title: label, ...(chord === undefined ? {} : { keys: shownChord(chord, mod) }), run }] : [],
    ),
  );
  const onContextMenu = (event: MouseEvent): void => {
    const { target } = event;
    if (!(target instanceof Element) || target.closest(".react-flow") === null || target.closest("input, textarea") !== null) return;
    event.preventDefault();
    const thing = thingAt(target);
    const { nodes: chosen, floats } = selection.store.getState();
    if (thing === undefined) selection.clear();
    else if (thing.type === "line") selection.selectWire(thing.id);
    else if (floatOf(thing.id) !== undefined) selection.select([], floats.includes(thing.id) ? floats : [thing.id]);
    else if (!chosen.includes(thing.id)) selection.select([thing.id]);
    const corner = box.current?.getBoundingClientRect();
    setMenu({ x: event.clientX - (corner?.left ?? 0), y: event.clientY - (corner?.top ?? 0) });
  };
  return (
    <DetailContext value={detail}>
      <LinesContext value={lines}>
        <div
          ref={box}
          className={css["canvas"]}
          data-tool={tool}
          {...drop}
          {...pointing.events}
          {...marquee.events}
          onContextMenu={onContextMenu}
          onDoubleClick={(event: MouseEvent) => {
            if (event.target instanceof Element && event.target.classList.contains("react-flow__pane")) quickAdd.openAt(event.clientX, event.clientY);
          }}
        >
          <ReactFlow<CanvasNode, CanvasEdge>
            {...still}
            {...clipboard.events}
            {...wiring}
            ref={surface}
            data-region="canvas"
            tabIndex={0}
            aria-label={t("label", { count })}
            aria-activedescendant={active === undefined ? undefined : `node-${active}`}
            onKeyDown={keys}
            nodes={nodes}
            edges={edges}
            onNodesChange={(changes) => onNodesChange(marquee.kept(changes))}
            onNodeClick={focus}
            onNodeDoubleClick={onNodeDoubleClick}
            onEdgeClick={onEdgeClick}
            onPaneClick={onPaneClick}
            onNodeDragStop={onNodeDragStop}
            selectionOnDrag={tool === "select"}
            panOnDrag={tool === "pan" ? true : byMiddle}
          >
            <Background variant={BackgroundVariant.Dots} gap={20} size={2} color="var(--b-canvas-dot)" bgColor="var(--b-canvas)" />
            <Guides />
            {places !== undefined && <Ghost scene={scene} places={places} />}
            {overview && places !== undefined && <Overview scene={scene} places={places} />}
            {isLarge(count) && places !== undefined && <PictureMap scene={scene} places={places} />}
            {count > 3 && !isLarge(count) && (
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
          {count === 0 && <Empty add={openBeside} />}
          {arrangement.busy && <div className={css["busy"]}>{t("busy")}</div>}
          {quickAdd.quick !== undefined && <QuickAdd {...quickAdd.quick} choose={quickAdd.choose} close={quickAdd.close} />}
          <Overlays acting={acting} menu={menu} closeMenu={() => setMenu(undefined)} focus={focus} />
          <Toolbar tool={tool} setTool={setTool} busy={arrangement.busy} tidy={tidy} fit={fit} cancel={arrangement.cancel} addNote={acting.addNote} />
          <span className="sr" aria-live="assertive">
            {spoken}
          </span>
        </div>
      </LinesContext>
    </DetailContext>
  );
});

function minimapColour(node: CanvasNode): string {
  if (node.type !== "card") return "transparent";
  const family = node.data.card.node.appearance?.family ?? "flow";
  return `color-mix(in srgb, var(--b-${family === "elsewhere" ? "else" : family}) 50%, transparent)`;
}
