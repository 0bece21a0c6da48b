import { type Card, inlet } from "@baton/draw";
import { useComputedColorScheme } from "@mantine/core";
import { useStoreApi } from "@xyflow/react";
import { type JSX, useEffect, useRef } from "react";
import type { Places } from "../document/commands/places.ts";
import { useSelected } from "../selection/use-selection.tsx";
import css from "./canvas.module.css";
import type { Scene } from "./scene/scene.ts";

/** So many nodes are drawn one by one at any zoom; more, seen from very far, in one picture. */
export const overviewFrom = 300;

/** Large graphs from very far: one picture of outlines and lines, in place of thousands of elements. */
export function Overview({ scene, places }: { readonly scene: Scene; readonly places: Places }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const scheme = useComputedColorScheme("light");
  const selected = useSelected((state) => state.nodes);
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (element === null || pen === null || pen === undefined) return undefined;
    const colours = coloursOf(element);
    let frame = 0;
    const draw = (): void => {
      const { transform, width, height } = store.getState();
      const scale = window.devicePixelRatio;
      if (element.width !== width * scale || element.height !== height * scale) [element.width, element.height] = [width * scale, height * scale];
      paint(pen, { scene, places, selected: new Set(selected), colours, transform, width, height, scale });
    };
    const soon = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    draw();
    let seen = store.getState().transform;
    const stop = store.subscribe((state) => {
      if (state.transform !== seen) soon();
      seen = state.transform;
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [store, scene, places, selected, scheme]);
  return <canvas ref={canvas} className={css["overview"]} aria-hidden="true" />;
}

type Family = NonNullable<Card["node"]["appearance"]>["family"] | "none";
const names: Readonly<Record<Family, string>> = { think: "think", act: "act", guard: "guard", flow: "flow", elsewhere: "else", none: "flow" };

interface Colours {
  readonly edge: string;
  readonly accent: string;
  readonly families: ReadonlyMap<Family, { readonly solid: string; readonly tint: string }>;
}

function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const role = (name: string): string => style.getPropertyValue(`--b-${name}`);
  const families = (["think", "act", "guard", "flow", "elsewhere", "none"] as const).map(
    (family) => [family, { solid: role(names[family]), tint: role(`${names[family]}-tint`) }] as const,
  );
  return { edge: role("edge-muted"), accent: role("accent"), families: new Map(families) };
}

interface Sight {
  readonly scene: Scene;
  readonly places: Places;
  readonly selected: ReadonlySet<string>;
  readonly colours: Colours;
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

function paint(pen: CanvasRenderingContext2D, { scene, places, selected, colours, transform: [x, y, zoom], width, height, scale }: Sight): void {
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.setTransform(scale * zoom, 0, 0, scale * zoom, x * scale, y * scale);
  const [left, top, right, bottom] = [-x / zoom, -y / zoom, (width - x) / zoom, (height - y) / zoom];
  pen.lineWidth = 1 / zoom;
  pen.strokeStyle = colours.edge;
  pen.beginPath();
  for (const { from, key, to } of scene.picture.wires) {
    const [source, target] = [from === undefined ? undefined : places.get(from), to.type === "node" ? places.get(to.node) : undefined];
    const card = from === undefined ? undefined : scene.cards.get(from);
    if (source === undefined || target === undefined || card === undefined) continue;
    const [fromX, fromY] = [source.x + card.width, source.y + (card.rows.find((row) => row.key === key)?.y ?? inlet)];
    const [toX, toY] = [target.x, target.y + inlet];
    if (Math.max(fromX, toX) < left || Math.min(fromX, toX) > right || Math.max(fromY, toY) < top || Math.min(fromY, toY) > bottom) continue;
    pen.moveTo(fromX, fromY);
    const middle = toX > fromX ? (fromX + toX) / 2 : fromX + 18;
    pen.lineTo(middle, fromY);
    pen.lineTo(middle, toY);
    pen.lineTo(toX, toY);
  }
  pen.stroke();
  pen.lineWidth = 1.5 / zoom;
  for (const [id, card] of scene.cards) {
    const at = places.get(id);
    if (at === undefined || at.x > right || at.x + card.width < left || at.y > bottom || at.y + card.height < top) continue;
    const colour = colours.families.get(card.node.appearance?.family ?? "none");
    const chosen = selected.has(id);
    pen.fillStyle = (chosen ? colours.accent : colour?.tint) ?? "";
    pen.strokeStyle = (chosen ? colours.accent : colour?.solid) ?? "";
    pen.fillRect(at.x, at.y, card.width, card.height);
    pen.strokeRect(at.x, at.y, card.width, card.height);
  }
}
