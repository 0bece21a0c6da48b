import type { HostManifest } from "@baton/core";
import type { Wire } from "@baton/draw";
import { withMissing } from "../canvas/arrange/missing.ts";
import { quickPlaces } from "../canvas/arrange/quick.ts";
import { type Scene, sceneOf } from "../canvas/scene/scene.ts";
import type { Places } from "../document/commands/places.ts";
import { readPlaces } from "../document/reading.ts";
import type { Comparison, Side } from "./meaning.ts";

export type Mark = "added" | "removed" | "changed" | "moved" | "same";

/** Both versions as one thing to draw. */
export interface Union {
  readonly scene: Scene;
  readonly nodes: ReadonlyMap<string, Mark>;
  readonly wires: readonly { readonly wire: Wire; readonly mark: Mark }[];
  readonly places: Places;
}

/** What either version has, each node and wire once: as it is now, where it still is. */
export function unionOf(from: Side, to: Side, { changes, moved }: Comparison, manifest: HostManifest): Union {
  const [before, after] = [sceneOf(from.reading, manifest), sceneOf(to.reading, manifest)];
  const marks = new Map<string, Mark>([...after.cards.keys()].map((id) => [id, moved.includes(id) ? "moved" : "same"]));
  for (const { group, type, name } of changes) if (group === "nodes") marks.set(name, type);
  const cards = new Map([...before.cards, ...after.cards]);
  const known = new Set(after.picture.wires.map(({ id }) => id));
  const old = new Set(before.picture.wires.map(({ id }) => id));
  const gone = before.picture.wires.filter(({ id }) => !known.has(id));
  const wires = [
    ...after.picture.wires.map((wire) => ({ wire, mark: old.has(wire.id) ? ("same" as const) : ("added" as const) })),
    ...gone.map((wire) => ({ wire, mark: "removed" as const })),
  ];
  const scene: Scene = {
    ...after,
    picture: { ...after.picture, wires: [...after.picture.wires, ...gone] },
    cards,
    owned: new Set([...before.owned, ...after.owned]),
  };
  return { scene, nodes: marks, wires, places: placesOf(scene, from, to) };
}

/** As the newer version has them; what is gone stands beside what led to it. */
function placesOf(scene: Scene, from: Side, to: Side): Places {
  const [old, now] = [Object.entries(readPlaces(from.files).nodes), Object.entries(readPlaces(to.files).nodes)];
  const placed = now.length > 0 ? now : old;
  return withMissing(scene, new Map(placed.length > 0 ? placed : quickPlaces(scene)));
}
