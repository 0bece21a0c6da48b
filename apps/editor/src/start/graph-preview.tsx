import { svg } from "@baton/draw";
import { kinds } from "@baton/nodes";
import { useComputedColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { withMissing } from "../canvas/arrange/missing.ts";
import { quickPlaces } from "../canvas/arrange/quick.ts";
import { sceneOf } from "../canvas/scene/scene.ts";
import { withPlaces } from "../document/commands/places.ts";
import { graphQuery } from "../api/graph.ts";
import { readMeaning, readPlaces } from "../document/reading.ts";
import css from "./hero.module.css";

/** A graph's picture, as `baton graph` draws it. */
export function GraphPreview({ id }: { readonly id: string }): JSX.Element | undefined {
  const scheme = useComputedColorScheme("light");
  const { data } = useQuery(graphQuery(id));
  const drawing = useQuery({
    queryKey: ["drawing", id, data?.etag, scheme],
    enabled: data !== undefined,
    staleTime: Infinity,
    queryFn: async () => {
      if (data === undefined) return null;
      const reading = readMeaning(data.files);
      const layout = readPlaces(data.files);
      // Without the layout engine, which is larger than all the rest of this page.
      const scene = sceneOf(reading, data.manifest);
      const places = withPlaces(layout, withMissing(scene, new Map([...quickPlaces(scene), ...Object.entries(layout.nodes)])), () => true);
      return reading.graph === undefined ? null : svg(reading.graph, kinds, { scheme, layout: places });
    },
  });
  if (typeof drawing.data !== "string") return undefined;
  return <img className={css["drawing"]} alt="" src={`data:image/svg+xml;utf8,${encodeURIComponent(drawing.data)}`} />;
}
