import { useCallback } from "react";
import { templateFiles } from "../api/graphs.ts";
import { filesNamedBy } from "../clipboard/named-files.ts";
import { readClip } from "../clipboard/clip.ts";
import { useNotices } from "../elements/use-notices.ts";
import { usePaletteTarget } from "./palette-target.ts";

/** Takes the steps of a template into the graph that is open, with the prompts and schemas that they name. */
export function useInsertPattern(): (template: string) => void {
  const notices = useNotices();
  const target = usePaletteTarget();
  return useCallback(
    (template) => {
      const insert = async (): Promise<void> => {
        const files = await templateFiles(template);
        const text = files["graph.yaml"] ?? files["graph.json"] ?? "";
        const clip = readClip(text);
        target.insert(text, clip === undefined ? {} : filesNamedBy(files, { nodes: clip.nodes, state: clip.state }));
      };
      insert().catch((error: unknown) => notices.tell(error instanceof Error ? error.message : String(error)));
    },
    [notices, target],
  );
}
