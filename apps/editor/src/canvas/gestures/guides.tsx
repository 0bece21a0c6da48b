import { ViewportPortal } from "@xyflow/react";
import { type JSX, useContext } from "react";
import { useStore } from "zustand";
import css from "./guides.module.css";
import { GuidesContext } from "./use-drag.ts";

/** The lines that what is dragged has come into line on. */
export function Guides(): JSX.Element {
  const guides = useStore(useContext(GuidesContext), (state) => state.guides);
  return (
    <ViewportPortal>
      {guides.map(({ way, at, from, to }) => (
        <div
          key={way}
          className={css["guide"]}
          data-way={way}
          style={way === "down" ? { left: at, top: from - 8, height: to - from + 16 } : { top: at, left: from - 8, width: to - from + 16 }}
        />
      ))}
    </ViewportPortal>
  );
}
