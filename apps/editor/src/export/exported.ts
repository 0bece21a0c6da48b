import { mermaid, type Scheme, svg } from "@baton/draw";
import { kinds } from "@baton/nodes";
import type { Places } from "../document/commands/places.ts";
import { withPlaces } from "../document/commands/places.ts";
import { rootFile } from "../document/files.ts";
import type { View } from "../document/reading.ts";

/** In which form a graph is taken elsewhere. */
export type Format = { readonly type: "yaml" } | { readonly type: "mermaid" } | { readonly type: "svg"; readonly scheme: Scheme };

/** A file to be kept. */
export interface Exported {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/** The graph in a form; undefined where its text has no meaning to draw. `places` are for graphs whose layout names not every node. */
export async function exported({ files, reading, layout }: View, id: string, format: Format, places: Places): Promise<Exported | undefined> {
  const { graph } = reading;
  switch (format.type) {
    case "yaml": {
      const root = rootFile(files);
      return { name: root.replace(/^graph/, id), type: root.endsWith(".json") ? "application/json" : "application/yaml", text: files[root] ?? "" };
    }
    case "mermaid":
      return graph === undefined ? undefined : { name: `${id}.mmd`, type: "text/plain", text: mermaid(graph, kinds) };
    case "svg": {
      if (graph === undefined) return undefined;
      const placed = withPlaces(layout, places, () => true);
      const text = await svg(graph, kinds, { scheme: format.scheme, layout: placed });
      return { name: `${id}${format.scheme === "dark" ? "-dark" : ""}.svg`, type: "image/svg+xml", text };
    }
    default:
      return format satisfies never;
  }
}
