import { useOnViewportChange } from "@xyflow/react";
import { type RefObject, useCallback, useState } from "react";
import { type Detail, detailAt, isLarge } from "./detail.ts";

/** The detail that the zoom leaves legible; far away, styles learn the zoom, so that names keep their size. */
export function useDetailAt(box: RefObject<HTMLDivElement | null>, count: number): Detail {
  const [detail, setDetail] = useState<Detail>(isLarge(count) ? "far" : "near");
  useOnViewportChange({
    onChange: useCallback(
      ({ zoom }) => {
        const next = detailAt(zoom, count);
        setDetail(next);
        if (next !== "near") box.current?.style.setProperty("--zoom", String(Math.round(zoom * 20) / 20 || 0.05));
      },
      [box, count],
    ),
  });
  return detail;
}
