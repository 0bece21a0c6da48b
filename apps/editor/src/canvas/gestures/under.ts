import type { Wire } from "@baton/draw";
import type { Scene } from "../scene/scene.ts";

/** What stands on the canvas at an element: a node (also a note or a group), or a line. */
export function thingAt(target: EventTarget | null): { readonly type: "node" | "line"; readonly id: string } | undefined {
  if (!(target instanceof Element)) return undefined;
  const line = target.closest("[data-wire]")?.getAttribute("data-wire") ?? target.closest(".react-flow__edge")?.getAttribute("data-id");
  if (line !== null && line !== undefined) return { type: "line", id: line };
  const node = target.closest(".react-flow__node")?.getAttribute("data-id");
  return node === null || node === undefined ? undefined : { type: "node", id: node };
}

/** The wire at a point of the page. */
export function wireAt({ picture }: Scene, x: number, y: number): Wire | undefined {
  const ids = new Set(
    document
      .elementsFromPoint(x, y)
      .map((element) => element.closest(".react-flow__edge")?.getAttribute("data-id") ?? element.closest("[data-wire]")?.getAttribute("data-wire")),
  );
  return picture.wires.find((wire) => ids.has(wire.id));
}
