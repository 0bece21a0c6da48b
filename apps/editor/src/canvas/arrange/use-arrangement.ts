import type { Plan, Point } from "@baton/draw";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { lockedNodes, type Places, withPlaces } from "../../document/commands/places.ts";
import { useDocument, useDocumentState } from "../../document/use-document.tsx";
import type { Scene } from "../scene/scene.ts";
import { type Arranger, createArranger } from "./arranger.ts";
import { withMissing } from "./missing.ts";
import { cornerOf, movedTo, partOf } from "./part.ts";
import { quickPlaces } from "./quick.ts";

/** Ways of wires and links as the layout engine found them; good while both ends stay where they are. */
export type Routes = ReadonlyMap<string, readonly Point[]>;

export interface Arrangement {
  /** Undefined until a place is known for every node. */
  readonly places: Places | undefined;
  readonly routes: Routes;
  readonly busy: boolean;
  /** Lays all out anew, or only some nodes where they are, as one gesture; gives up after a while (`late`), or when cancelled. */
  tidy(label: string, only?: readonly string[]): Promise<"done" | "late" | "ended">;
  cancel(): void;
}

const [firstDeadline, tidyDeadline] = [4_000, 15_000];

/** Where things stand: as the layout file says, else as the engine lays them out. */
export function useArrangement(scene: Scene): Arrangement {
  const document = useDocument();
  const layout = useDocumentState((state) => state.layout);
  const [auto, setAuto] = useState<Places>();
  const [routes, setRoutes] = useState<Routes>(new Map());
  const [busy, setBusy] = useState(false);
  const arranger = useRef<Arranger>(undefined);
  const own = useCallback((): Arranger => (arranger.current ??= createArranger()), []);
  const placed = Object.keys(layout.nodes).length > 0;
  const begins = !placed && auto === undefined && scene.cards.size > 0;

  useEffect(() => {
    if (!begins) return undefined;
    let current = true;
    setBusy(true);
    const begin = async (): Promise<void> => {
      const plan = await own().arrange(scene, firstDeadline);
      if (!current) return;
      setBusy(false);
      setAuto(typeof plan === "string" ? quickPlaces(scene) : plan.cards);
      setRoutes(typeof plan === "string" ? new Map() : routesOf(plan));
    };
    void begin();
    return () => {
      current = false;
    };
    // The scene that is first is laid out; what changes later finds its place beside it.
  }, [begins]);
  useEffect(() => () => arranger.current?.cancel(), []);

  const places = useMemo(() => {
    if (!placed && auto === undefined && scene.cards.size > 0) return undefined;
    return withMissing(scene, new Map([...(auto ?? []), ...Object.entries(layout.nodes)]));
  }, [scene, layout, auto, placed]);

  const tidy = useCallback(
    async (label: string, only?: readonly string[]) => {
      const part = only === undefined ? scene : partOf(scene, new Set(only));
      setBusy(true);
      const plan = await own().arrange(part, tidyDeadline);
      setBusy(false);
      if (typeof plan === "string") return plan;
      document.change(label, (view) => {
        const locked = lockedNodes(view.layout);
        const fresh = only === undefined ? plan.cards : movedTo(plan.cards, cornerOf(places, only));
        const moved = [...(only === undefined ? [] : (places ?? [])), ...fresh].filter(([id]) => !locked.has(id));
        return { layout: withPlaces(view.layout, moved, (id) => Object.hasOwn(view.reading.nodes, id)) };
      });
      if (only === undefined) setRoutes(routesOf(plan));
      return "done";
    },
    [document, own, scene, places],
  );
  return { places, routes, busy, tidy, cancel: useCallback(() => arranger.current?.cancel(), []) };
}

function routesOf({ wires, links }: Plan): Routes {
  return new Map([...wires.map(({ wire, points }) => [wire.id, points] as const), ...links.map(({ link, points }) => [linkId(link), points] as const)]);
}

/** Names a link among the lines of a canvas. */
export function linkId({ from, label, to }: { readonly from: string; readonly label: string; readonly to: string }): string {
  return `${from} ${label} ${to}`;
}
