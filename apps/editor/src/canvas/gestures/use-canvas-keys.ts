import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { authoredEdges } from "../../document/commands/edges.ts";
import { disconnect } from "../../document/commands/wires.ts";
import { removeNodes } from "../../document/commands/nodes.ts";
import { type Places, placeNodes } from "../../document/commands/places.ts";
import { portsOf } from "../../document/ports.ts";
import { useChange } from "../../document/use-change.ts";
import { useDocument } from "../../document/use-document.tsx";
import { kindItems, type PaletteItem } from "../../palette/items.ts";
import { useSelection } from "../../selection/use-selection.tsx";
import type { Scene } from "../scene/scene.ts";
import { directions, neighbour } from "./keyboard.ts";
import type { AddPlace } from "./use-add.ts";
import { type Connect, wireFrom } from "./use-connect.ts";

interface Context {
  readonly scene: Scene;
  readonly places: Places | undefined;
  readonly connect: Connect;
  readonly add: (item: PaletteItem, place: AddPlace) => void;
  readonly beside: (node: string | undefined) => AddPlace | undefined;
  readonly openQuick: () => void;
  readonly say: (text: string) => void;
}

/** Everything that the canvas does by keys, while it has the focus. */
export function useCanvasKeys({ scene, places, connect, add, beside, openQuick, say }: Context): (event: KeyboardEvent) => void {
  const { t } = useTranslation("canvas");
  const document = useDocument();
  const change = useChange();
  const selection = useSelection();

  const title = (id: string): string => scene.cards.get(id)?.node.title ?? id;
  const walk = (from: string | undefined, direction: NonNullable<(typeof directions)[string]>): void => {
    const next = places === undefined ? undefined : neighbour(scene, places, from, direction);
    if (next === undefined) return;
    selection.reveal(next);
    say(`${title(next)}, ${scene.cards.get(next)?.node.subtitle ?? ""}`);
  };
  const nudge = (nodes: readonly string[], direction: NonNullable<(typeof directions)[string]>): void => {
    const by = { left: { x: -20, y: 0 }, right: { x: 20, y: 0 }, up: { x: 0, y: -20 }, down: { x: 0, y: 20 } }[direction];
    const moved = new Map(
      nodes.flatMap((id) => {
        const at = places?.get(id);
        return at === undefined ? [] : [[id, { x: at.x + by.x, y: at.y + by.y }] as const];
      }),
    );
    change(t("gestures.move"), (view) => placeNodes(view, places ?? new Map(), moved), { key: `nudge ${nodes.join(" ")}` });
  };
  /** Begins a wire at the node's first port that leads nowhere, or takes its next port. */
  const startWire = (node: string): void => {
    const view = document.store.getState();
    const ports = scene.owned.has(node) ? [] : [...portsOf(view, node).map((port) => port.name), "failed"];
    const now = connect.from()?.from;
    const wired = new Set(authoredEdges(view).flatMap(({ from }) => (from.type === "port" && from.node === node ? [from.port] : [])));
    const current = now?.type === "port" && now.node === node ? ports.indexOf(now.port) : -1;
    const port = current >= 0 ? ports[(current + 1) % ports.length] : (ports.find((each) => !wired.has(each)) ?? ports[0]);
    if (port === undefined) return;
    connect.begin(node, port);
    say(t("connect.from", { node: title(node), port }));
  };
  const aimNext = (step: 1 | -1): void => {
    const targets = [...scene.cards.keys()].filter((id) => connect.allowed(id));
    const now = connect.aimed();
    const next = targets[(targets.indexOf(now ?? "") + step + targets.length + (now === undefined && step < 0 ? 1 : 0)) % Math.max(targets.length, 1)];
    connect.aim(next);
    say(next === undefined ? t("connect.none") : t("connect.aim", { node: title(next) }));
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

  const remove = (nodes: readonly string[], wireId: string | undefined): boolean => {
    const wire = scene.picture.wires.find((each) => each.id === wireId);
    if (wire !== undefined) change(t("gestures.disconnect"), (view) => disconnect(view, wireFrom(wire)));
    else if (nodes.length > 0) change(t("gestures.remove"), (view) => removeNodes(view, nodes, true));
    else return false;
    selection.clear();
    return true;
  };

  const plain = (event: KeyboardEvent, nodes: readonly string[], wire: string | undefined): boolean => {
    const node = nodes.at(-1);
    const direction = directions[event.key];
    if (direction !== undefined && event.altKey && nodes.length > 0) nudge(nodes, direction);
    else if (direction !== undefined) walk(node, direction);
    else if (event.key === "Delete" || event.key === "Backspace") return remove(nodes, wire);
    else if (event.key === "Escape") selection.clear();
    else if (event.key === "/" || (event.key === "Tab" && !event.shiftKey && node !== undefined)) openQuick();
    else if (event.key.toLowerCase() === "c" && node !== undefined) startWire(node);
    else {
      const item = kindItems.find((each) => each.shortcut === event.key.toUpperCase());
      const place = beside(node) ?? { at: { x: 0, y: scene.cards.size * 20 } };
      if (item === undefined) return false;
      add(item, place);
    }
    return true;
  };

  return (event) => {
    if (event.target !== event.currentTarget) return;
    const { nodes, wire } = selection.store.getState();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") selection.select([...scene.cards.keys()]);
    else if (event.ctrlKey || event.metaKey) return;
    else if (!(connect.from() === undefined ? plain(event, nodes, wire) : whileConnecting(event, nodes.at(-1)))) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
