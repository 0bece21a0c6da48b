import { type JSX, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./beside.module.css";
import { TextPane } from "./text-pane.tsx";

const [least, most] = [280, 1200];
const step = 24;

/** The text beside the canvas, as wide as one drags it. */
export function TextBeside(): JSX.Element {
  const { t } = useTranslation("text");
  const [width, setWidth] = useState(() => Math.round(Math.min(586, window.innerWidth * 0.45)));
  const grip = useRef<{ readonly x: number; readonly width: number }>(undefined);
  const set = (wanted: number): void => setWidth(Math.min(Math.max(wanted, least), Math.min(most, window.innerWidth - 320)));
  const move = (event: PointerEvent): void => {
    if (grip.current !== undefined) set(grip.current.width + event.clientX - grip.current.x);
  };
  return (
    <div className={css["beside"]} style={{ width }}>
      <TextPane />
      <div
        className={css["grip"]}
        role="separator"
        aria-label={t("width")}
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        onPointerDown={(event) => {
          grip.current = { x: event.clientX, width };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={move}
        onPointerUp={() => {
          grip.current = undefined;
        }}
        onKeyDown={({ key }) => {
          if (key === "ArrowLeft") set(width - step);
          if (key === "ArrowRight") set(width + step);
        }}
      />
    </div>
  );
}
