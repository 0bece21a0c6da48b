import { type KeyboardEvent, useContext } from "react";
import { useTranslation } from "react-i18next";
import { authoredEdges } from "../../document/commands/edges.ts";
import { lockedNodes, type Places, placeNodes } from "../../document/commands/places.ts";
import { useChange } from "../../document/use-change.ts";
import { useDocument } from "../../document/use-document.tsx";
import { focusRegion } from "../../graph/region-focus.ts";
import { kindItems, type PaletteItem } from "../../palette/items.ts";
import { RunStateContext } from "../../run-state/use-run-state.tsx";
import { useSelection } from "../../selection/use-selection.tsx";
import type { Action } from "../actions/acting.ts";
import { chordOf } from "../actions/chord.ts";
import { stateText } from "../state-text.ts";
import { groupId, noteId } from "../scene/fold.ts";
import type { Scene } from "../scene/scene.ts";
import type { ConnectFrom } from "./connecting.ts";
import { fromsOf } from "./handles.ts";
import { type Direction, directions, linesAt, neighbour } from "./keyboard.ts";
import type { AddPlace } from "./use-add.ts";
import type { Connect } from "./use-connect.ts";
import type { Pointing } from "./use-pointing.ts";

interface Context {
  readonly scene: Scene;
  readonly places: Places | undefined;
  readonly connect: Connect;
  readonly add: (item: PaletteItem, place: AddPlace) => void;
  /** Where what is added by keys goes. */
  readonly here: () => AddPlace;
  readonly openQuick: () => void;
  readonly pointing: Pick<Pointing, "at" | "forget">;
  readonly openMenu: () => void;
  /** Everything that may be done to what is selected now. */
  readonly actions: () => readonly Action[];
  readonly say: (text: string) => void;
}

/** Everything that the canvas does by keys, while it has the focus. */
export function useCanvasKeys({ scene, places, connect, add, here, openQuick, pointing, openMenu, actions, say }: Context): (event: KeyboardEvent) => void {
  const { t } = useTranslation("canvas");
  const document = useDocument();
  const change = useChange();
  const selection = useSelection();
  const runs = useContext(RunStateContext);

  const title = (id: string): string => scene.cards.get(id)?.node.title ?? id;
  const walk = (nodes: readonly string[], direction: Direction, extend: boolean): void => {
    const next = places === undefined ? undefined : neighbour(scene, places, nodes.at(-1), direction);
    if (next === undefined) return;
    if (extend) selection.select([...nodes.filter((id) => id !== next), next]);
    else selection.reveal(next);
    const run = runs.node(next);
    say([title(next), scene.cards.get(next)?.node.subtitle ?? "", ...(run === undefined ? [] : [stateText(t, run)])].join(", "));
  };
  const nudge = (nodes: readonly string[], direction: Direction): void => {
    const by = { left: { x: -20, y: 0 }, right: { x: 20, y: 0 }, up: { x: 0, y: -20 }, down: { x: 0, y: 20 } }[direction];
    const locked = lockedNodes(document.store.getState().layout);
    const moved = new Map(
      nodes.flatMap((id) => {
        const at = places?.get(id);
        return at === undefined || locked.has(id) ? [] : [[id, { x: at.x + by.x, y: at.y + by.y }] as const];
      }),
    );
    change(t("gestures.move"), (view) => placeNodes(view, places ?? new Map(), moved), { key: `nudge ${nodes.join(" ")}` });
  };
  /** Begins with the node's first port that leads nowhere, or takes what else can be drawn from it. */
  const startWire = (node: string): void => {
    const view = document.store.getState();
    const froms = fromsOf(view, node);
    const now = connect.from();
    const current = froms.findIndex((each) => JSON.stringify(each) === JSON.stringify(now));
    const wired = new Set(authoredEdges(view).flatMap(({ from }) => (from.type === "port" && from.node === node ? [from.port] : [])));
    const free = froms.find((each) => each.type !== "wire" || (each.from.type === "port" && !wired.has(each.from.port)));
    const next = current >= 0 ? froms[(current + 1) % froms.length] : (free ?? froms[0]);
    if (next === undefined) return;
    connect.begin(next);
    say(t(`connect.${next.type}`, { node: title(node), port: portOf(next) }));
  };
  const aimNext = (step: 1 | -1): void => {
    const targets = connect.open();
    const now = connect.aimed();
    const next = targets[(targets.indexOf(now ?? "") + step + targets.length + (now === undefined && step < 0 ? 1 : 0)) % Math.max(targets.length, 1)];
    connect.aim(next);
    say(next === undefined ? t("connect.none") : t("connect.aim", { node: title(next) }));
  };
  /** The next of the lines of a node, or of those after the one that is selected. */
  const nextLine = (node: string | undefined, line: string | undefined): boolean => {
    const relation = scene.relations.get(line ?? "");
    const owner = scene.picture.wires.find((wire) => wire.id === line)?.from ?? relation?.from ?? node;
    const all = owner === undefined ? [] : linesAt(scene, owner);
    const next = all[(all.indexOf(line ?? "") + 1) % Math.max(all.length, 1)];
    if (next === undefined) return false;
    selection.selectWire(next);
    say(t("line.label", { line: next }));
    return true;
  };
  const nextFloat = (now: string | undefined): boolean => {
    const { notes, groups = [] } = document.store.getState().layout;
    const all = [...notes.map(({ id }) => noteId(id)), ...groups.map(({ id }) => groupId(id))];
    const next = all[(all.indexOf(now ?? "") + 1) % Math.max(all.length, 1)];
    if (next === undefined) return false;
    selection.select([], [next]);
    const group = groups.find(({ id }) => groupId(id) === next);
    say(group === undefined ? (notes.find(({ id }) => noteId(id) === next)?.text ?? "") : t("group.label", { title: group.title, count: group.nodes.length }));
    return true;
  };

  const whileConnecting = (event: KeyboardEvent, node: string | undefined): boolean => {
    const direction = directions[event.key];
    if (event.key === "Escape") connect.end();
    else if (event.key === "Enter") {
      const target = connect.aimed();
      if (target === undefined) connect.end();
      else connect.finish({ type: "node", node: target });
    } else if (event.key.toLowerCase() === "c" && node !== undefined) startWire(node);
    else if (event.key === "/" || event.key === "Tab") openQuick();
    else if (direction !== undefined) aimNext(direction === "left" || direction === "up" ? -1 : 1);
    else return false;
    return true;
  };

  /** From a line to the node that it comes from or leads to. */
  const alongLine = (line: string, direction: Direction): boolean => {
    const wire = scene.picture.wires.find((each) => each.id === line);
    const ends = wire === undefined ? scene.relations.get(line) : { from: wire.from, to: wire.to.type === "node" ? wire.to.node : undefined };
    const node = direction === "left" || direction === "up" ? ends?.from : ends?.to;
    if (node !== undefined) selection.reveal(node);
    return node !== undefined;
  };

  const plain = (event: KeyboardEvent): boolean => {
    const { nodes, floats, wire } = selection.store.getState();
    const node = nodes.at(-1);
    const direction = directions[event.key];
    const chord = chordOf(event);
    if (direction !== undefined && event.altKey && nodes.length > 0) nudge(nodes, direction);
    else if (direction !== undefined && wire !== undefined) return alongLine(wire, direction);
    else if (direction !== undefined) walk(nodes, direction, event.shiftKey);
    else if (chord === "Escape") selection.clear();
    else if (chord === "m" || chord === "ContextMenu" || chord === "Shift+F10") openMenu();
    else if (chord === "c" && node !== undefined) startWire(node);
    else if (chord === "w") return nextLine(node, wire);
    else if (chord === "Shift+n") return nextFloat(floats[0]);
    else if (chord === "Tab" && (nodes.length === 1 || (nodes.length === 0 && wire === undefined && pointing.at() !== undefined))) openQuick();
    else if ((chord === "Enter" || chord === "F2") && nodes.length === 1) focusRegion("inspector");
    else {
      const action = actions().find((each) => each.may && each.keys?.includes(chord));
      // The browser copies and pastes by itself, and tells: that needs nobody's permission.
      if (action !== undefined && !["mod+c", "mod+x", "mod+v"].includes(chord)) action.run();
      else return byKind(chord);
    }
    return true;
  };
  const byKind = (chord: string): boolean => {
    const item = kindItems.find((each) => each.shortcut?.toLowerCase() === chord);
    if (item === undefined) return false;
    add(item, here());
    return true;
  };

  return (event) => {
    if (event.target !== event.currentTarget) return;
    const done = connect.from() === undefined ? plain(event) : whileConnecting(event, selection.store.getState().nodes.at(-1));
    if (!modifiers.has(event.key)) pointing.forget();
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

const modifiers: ReadonlySet<string> = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph"]);

function portOf(from: ConnectFrom): string {
  return from.type === "wire" && from.from.type === "port" ? from.from.port : "";
}
