import { useDeferredValue, useMemo } from "react";
import { useDocumentState } from "../document/use-document.tsx";
import { type ChannelRow, channelRows } from "./channels.ts";

/** The channels of the open document; after a keystroke they may come a moment later. */
export function useChannelRows(): readonly ChannelRow[] {
  const reading = useDeferredValue(useDocumentState((state) => state.shown));
  const manifest = useDocumentState((state) => state.manifest);
  return useMemo(() => channelRows({ reading, manifest }), [reading, manifest]);
}
